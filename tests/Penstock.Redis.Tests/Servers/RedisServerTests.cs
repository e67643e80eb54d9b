using Penstock.Dev;

namespace Penstock.Redis.Tests;

public sealed class RedisServerTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_answered_survives_an_end_of_any_kind(bool killed)
    {
        await using var server = await RedisServer.CreateAsync();
        var (port, pid) = (server.Port, server.Pid);
        await server.CliAsync("SET", "a", "kept");

        await (killed ? server.KillAsync() : server.StopAsync());
        Directory.Exists($"/proc/{pid}").ShouldBeFalse();
        await server.StartAsync();

        server.Port.ShouldBe(port);
        (await server.CliAsync("GET", "a")).ShouldBe(["kept"]);
    }

    [Fact]
    public async Task Nothing_is_left_of_one_that_is_disposed()
    {
        var server = await RedisServer.CreateAsync();
        var (folder, pid) = (server.Folder, server.Pid);

        await server.DisposeAsync();

        Directory.Exists(folder).ShouldBeFalse();
        Directory.Exists($"/proc/{pid}").ShouldBeFalse();
        Should.Throw<InvalidOperationException>(() => server.Pid);
    }

    [Fact]
    public async Task A_setting_it_does_not_know_is_told_with_its_last_words()
    {
        var options = new RedisServerOptions { Settings = new Dictionary<string, string> { ["no-such-setting"] = "1" } };

        (await Should.ThrowAsync<InvalidOperationException>(RedisServer.CreateAsync(options))).Message.ShouldContain("no-such-setting");
    }
}
