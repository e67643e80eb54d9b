using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Penstock.Hosting.Tests;

public sealed partial class LogTests
{
    private static readonly string[] Tables = ["a", "b"];

    [Fact]
    public void A_line_has_the_profiles_fields_and_the_named_values() =>
        Lines(new LogOptions(), logger => BatchCompleted(logger, "0a1b", 200, 1.5)).ShouldBe(
            """
            {"timestamp":"2025-01-31T12:00:00.000Z","level":"info","event":"batch_completed","message":"Batch 0a1b: 200 rows in 1.5","logger":"Marker","batch_id":"0a1b","rows":200,"seconds":1.5}

            """);

    [Fact]
    public void Each_family_names_its_fields_as_its_contract_says()
    {
        var profile = new LogProfile
        {
            Timestamp = "time",
            Message = "msg",
            Event = null,
            Logger = null,
            Fixed = new Dictionary<string, string> { ["service"] = "des", ["version"] = "1.2" },
        };
        Lines(new LogOptions { Profile = profile }, logger => BatchCompleted(logger, "0a1b", 1, 0.1)).ShouldBe(
            """
            {"time":"2025-01-31T12:00:00.000Z","level":"info","msg":"Batch 0a1b: 1 rows in 0.1","service":"des","version":"1.2","batch_id":"0a1b","rows":1,"seconds":0.1}

            """);
    }

    [Fact]
    public void A_message_without_an_event_name_is_its_own_event() =>
        Lines(new LogOptions(), logger => logger.Log(LogLevel.Error, default, "plain", exception: null, (text, _) => text)).ShouldContain("\"event\":\"plain\",\"message\":\"plain\"");

    [Fact]
    public void A_named_value_never_takes_the_place_of_a_field_and_is_not_hidden()
    {
        var profile = new LogProfile { Fixed = new Dictionary<string, string> { ["service"] = "des" } };
        var line = Lines(new LogOptions { Profile = profile }, logger => Collides(logger, "high", "mine"));
        line.ShouldContain("\"level\":\"warning\"");
        line.ShouldContain("\"service\":\"des\"");
        line.ShouldContain("\"value_level\":\"high\",\"value_service\":\"mine\"");
    }

    [Fact]
    public void An_exception_gives_its_type_and_message_and_its_trace_at_debug_only()
    {
        var error = Thrown("no route to redis://:hunter2@cache");
        var line = Lines(new LogOptions(), logger => Failed(logger, error));
        line.ShouldContain("\"error_type\":\"TimeoutException\",\"error\":\"no route to redis://:***@cache\"");
        line.ShouldNotContain("stack_trace");
        var debug = Lines(new LogOptions { Level = LogLevel.Debug }, logger => Failed(logger, error));
        debug.ShouldContain("\"stack_trace\":\"System.TimeoutException: no route to redis://:***@cache\\n   at ");
        debug.ShouldNotContain("hunter2");
    }

    [Fact]
    public void Without_an_exception_a_value_may_give_the_error_type() =>
        Lines(new LogOptions(), logger => Refused(logger, "ValueError")).ShouldContain("\"error_type\":\"ValueError\"");

    [Fact]
    public void The_trace_id_ties_a_line_to_its_trace()
    {
        using var activity = new Activity("work").SetIdFormat(ActivityIdFormat.W3C).Start();
        Lines(new LogOptions(), logger => BatchCompleted(logger, "x", 1, 1)).ShouldContain($"\"trace_id\":\"{activity.TraceId}\"");
    }

    [Fact]
    public void Values_keep_their_json_types() =>
        Lines(new LogOptions(), logger => Mixed(logger, Tables, ok: true, 0.1f, double.NaN, LogLevel.Error, nothing: null))
            .ShouldContain("\"tables\":[\"a\",\"b\"],\"ok\":true,\"share\":0.1,\"rate\":\"NaN\",\"kind\":\"Error\",\"nothing\":null}");

    [Fact]
    public void Messages_and_values_are_masked()
    {
        var line = Lines(new LogOptions(), logger => BatchCompleted(logger, "postgresql://me:hunter2@db/x", 1, 1));
        line.ShouldNotContain("hunter2");
        line.ShouldContain("\"batch_id\":\"postgresql://me:***@db/x\"");
    }

    [Fact]
    public void Levels_below_the_least_are_left_out() =>
        Lines(new LogOptions { Level = LogLevel.Warning }, logger => BatchCompleted(logger, "x", 1, 1)).ShouldBeEmpty();

    [Fact]
    public void Text_for_people_is_time_level_and_message() =>
        Lines(new LogOptions { Style = LogStyle.Text }, logger => Failed(logger, Thrown("too late")))
            .ShouldBe("12:00:00 error It failed: too late (TimeoutException)\n");

    [Fact]
    public void Text_is_coloured_when_asked() =>
        Lines(new LogOptions { Style = LogStyle.Text, Colour = true }, logger => BatchCompleted(logger, "x", 1, 1))
            .ShouldBe("12:00:00 \e[32minfo\e[0m Batch x: 1 rows in 1\n");

    private static TimeoutException Thrown(string message)
    {
        try
        {
            throw new TimeoutException(message);
        }
        catch (TimeoutException error)
        {
            return error;
        }
    }

    private static string Lines(LogOptions options, Action<ILogger> log)
    {
        using var output = new MemoryStream();
        using (var provider = new LineLoggerProvider(options with { Output = output }, new ManualTime()))
            log(provider.CreateLogger("Marker"));
        return Encoding.UTF8.GetString(output.ToArray());
    }

    [LoggerMessage(LogLevel.Information, "Batch {BatchId}: {Rows} rows in {Seconds}")]
    private static partial void BatchCompleted(ILogger logger, string batchId, int rows, double seconds);

    [LoggerMessage(LogLevel.Warning, "{Level} {Service}")]
    private static partial void Collides(ILogger logger, string level, string service);

    [LoggerMessage(LogLevel.Error, "It failed")]
    private static partial void Failed(ILogger logger, Exception error);

    [LoggerMessage(LogLevel.Error, "Refused: {ErrorType}")]
    private static partial void Refused(ILogger logger, string errorType);

    [LoggerMessage(LogLevel.Information, "{Tables} {Ok} {Share} {Rate} {Kind} {Nothing}")]
    private static partial void Mixed(ILogger logger, string[] tables, bool ok, float share, double rate, LogLevel kind, string? nothing);
}
