using System.Net;
using Microsoft.Extensions.Logging;

namespace Penstock.Hosting.Tests;

public sealed class WorkerHostOptionsTests
{
    [Fact]
    public void By_default_a_host_listens_on_loopback_at_the_workers_own_ports_and_logs_json()
    {
        var options = From();
        options.Ports.ShouldBe([8081, 9090]);
        options.Address.ShouldBe(IPAddress.Loopback);
        options.Logs.Style.ShouldBe(LogStyle.Json);
        options.Logs.Level.ShouldBe(LogLevel.Information);
        options.ShutdownTimeout.ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("7000", new[] { 7000 })]
    [InlineData("0", new int[0])]
    public void Port_takes_the_place_of_all_and_0_turns_http_off(string port, int[] expected) =>
        From(("PENSTOCK_PORT", port)).Ports.ShouldBe(expected);

    [Theory]
    [InlineData("0.0.0.0", "0.0.0.0")]
    [InlineData("localhost", "127.0.0.1")]
    [InlineData("*", "::")]
    public void Host_names_the_address(string host, string expected) =>
        From(("PENSTOCK_HOST", host)).Address.ShouldBe(IPAddress.Parse(expected));

    [Theory]
    [InlineData("debug", LogLevel.Debug)]
    [InlineData("Warning", LogLevel.Warning)]
    [InlineData("WARN", LogLevel.Warning)]
    [InlineData("Information", LogLevel.Information)]
    [InlineData("CRITICAL", LogLevel.Critical)]
    public void Log_levels_are_known_by_their_usual_names(string name, LogLevel expected) =>
        From(("LOG_LEVEL", name)).Logs.Level.ShouldBe(expected);

    [Theory]
    [InlineData("PENSTOCK_HOST", "example.org", "an IP address, localhost or *")]
    [InlineData("PENSTOCK_PORT", "65536", "a whole number from 0 to 65535")]
    [InlineData("PENSTOCK_LOG", "xml", "json or text")]
    [InlineData("LOG_LEVEL", "loud", "DEBUG, INFO, WARNING, ERROR, CRITICAL, TRACE or NONE")]
    public void A_wrong_value_is_refused_in_one_sentence(string name, string text, string allowed) =>
        Should.Throw<SettingException>(() => From((name, text))).Message.ShouldBe($"{name} is '{text}': {allowed} is allowed.");

    private static WorkerHostOptions From(params (string, string)[] variables) =>
        WorkerHostOptions.From(Samples.Variables(variables).Read(HostSettings.All), "sample", new LogProfile(), 8081, 9090);
}
