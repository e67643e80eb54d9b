using System.Text.Json;
using Penstock.Dev;
using Penstock.Testing;

namespace Penstock.Cli.Tests;

public sealed class QueueCommandTests
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task What_is_sent_is_listed_looked_at_and_traced(string kind)
    {
        await using var postgres = kind == "sqlite" ? null : await ThrowawayPostgres.CreateAsync(ThrowawayPostgres.Fleeting);
        using var folder = new TemporaryFolder();
        var url = postgres?.Url ?? folder.Url;
        await MigrateAsync(folder, url);
        var sent = await RunAsync(folder, url, ["queue", "send", "emails", "héllo", "--key", "k", "--header", "a=b=c", "--json"]);
        var origin = Json(sent).GetProperty("origin").GetString()!;
        (await RunAsync(folder, url, ["queue", "send", "emails", "-", "--lines", "--delay", "1h"], "one\n\ntwo\n")).Output
            .ShouldBe($"2 messages sent to emails.{Environment.NewLine}");

        var queue = Json(await RunAsync(folder, url, ["queue", "list", "--json"]));
        var first = Json(await RunAsync(folder, url, ["queue", "peek", "emails", "--limit", "1", "--json"]));
        var trace = Json(await RunAsync(folder, url, ["trace", origin, "--json"]));

        Numbers(queue, "waiting", "keyed", "later", "in_hand").ShouldBe([1, 1, 2, 0]);
        first.GetProperty("origin").GetString().ShouldBe(origin);
        first.GetProperty("body").GetString().ShouldBe("héllo");
        first.GetProperty("headers").GetProperty("a").GetString().ShouldBe("b=c");
        first.GetProperty("key").GetString().ShouldBe("k");
        trace.GetProperty("place").GetString().ShouldBe("queue");
        trace.GetProperty("state").GetString().ShouldBe("waiting");
        (await RunAsync(folder, url, ["queue", "list"])).Output.ShouldContain("emails");
    }

    [Fact]
    public async Task A_unique_message_is_there_once()
    {
        using var folder = new TemporaryFolder();
        await MigrateAsync(folder, folder.Url);
        string[] send = ["queue", "send", "emails", "hi", "--unique", "u"];
        (await RunAsync(folder, folder.Url, send)).Output.ShouldBe($"Sent emails/1.{Environment.NewLine}");
        (await RunAsync(folder, folder.Url, send)).Output.ShouldBe($"Not sent: a message with this unique key is in emails already.{Environment.NewLine}");
    }

    [Fact]
    public async Task Bytes_stay_as_they_are_and_are_shown_as_hex()
    {
        using var folder = new TemporaryFolder();
        await MigrateAsync(folder, folder.Url);
        await File.WriteAllBytesAsync(Path.Combine(folder.Path, "bytes"), [0xff, 0x00, 0x0d, 0x41]);
        await File.WriteAllBytesAsync(Path.Combine(folder.Path, "lines"), [0xff, 0x0a, 0xc3, 0xa9]);
        await RunAsync(folder, folder.Url, ["queue", "send", "q", "--file", "bytes"]);
        await RunAsync(folder, folder.Url, ["queue", "send", "q", "--file", "lines", "--lines"]);
        var peek = await RunAsync(folder, folder.Url, ["queue", "peek", "q", "--json"]);
        peek.Output.ShouldContain("\"body_bytes\":4,\"body_hex\":\"ff000d41\"");
        peek.Output.ShouldContain("\"body_bytes\":1,\"body_hex\":\"ff\"");
        peek.Output.ShouldContain("\"body_bytes\":2,\"body\":\"é\"");
    }

    [Fact]
    public async Task A_long_body_is_cut_unless_all_of_it_is_wanted()
    {
        using var folder = new TemporaryFolder();
        await MigrateAsync(folder, folder.Url);
        var body = string.Concat(Enumerable.Repeat("語", 2_000));
        await RunAsync(folder, folder.Url, ["queue", "send", "q", body]);
        (await RunAsync(folder, folder.Url, ["queue", "peek", "q"])).Output.ShouldNotContain(body[..80]);
        (await RunAsync(folder, folder.Url, ["queue", "peek", "q", "--full"])).Output.ShouldContain(body);
        // A thousand bytes end within a character.
        var cut = Json(await RunAsync(folder, folder.Url, ["queue", "peek", "q", "--json"]));
        cut.GetProperty("body").GetString().ShouldBe(body[..333]);
        cut.GetProperty("body_is_cut").GetBoolean().ShouldBeTrue();
        Json(await RunAsync(folder, folder.Url, ["queue", "peek", "q", "--id", "1", "--full", "--json"])).GetProperty("body").GetString().ShouldBe(body);
    }

    [Fact]
    public async Task Many_lines_are_sent_in_many_transactions()
    {
        using var folder = new TemporaryFolder();
        await MigrateAsync(folder, folder.Url);
        var lines = string.Join('\n', Enumerable.Range(0, 2_500));
        (await RunAsync(folder, folder.Url, ["queue", "send", "q", "-", "--lines", "--json"], lines)).Output
            .ShouldBe("""{"queue":"q","messages":2500,"added":2500}""" + Environment.NewLine);
        Json(await RunAsync(folder, folder.Url, ["queue", "list", "--json"])).GetProperty("waiting").GetInt64().ShouldBe(2_500);
    }

    [Theory]
    [InlineData("queue send", "queue is missing: 'penstock queue send --help' says more.")]
    [InlineData("queue send q", "BODY is missing: a text, - for the standard input, or --file is needed.")]
    [InlineData("queue send .q x", "QUEUE is '.q': 1 to 100 letters, digits and . _ - / :, a letter or digit first are allowed.")]
    [InlineData("queue send q x --file y", "--file is given beside BODY: one of the two is allowed.")]
    [InlineData("queue send q --file y", "--file is 'y': there is no such file.")]
    [InlineData("queue send q x --lines", "--lines is given beside BODY: it goes with --file or - for the standard input.")]
    [InlineData("queue send q - --lines --unique u", "--unique is given beside --lines: of messages with one unique key only the first would be added.")]
    [InlineData("queue send q x --header a", "--header is 'a': name=value is allowed.")]
    [InlineData("queue send q x --header a=1 --header a=2", "--header names 'a' 2 times: once is allowed.")]
    [InlineData("queue send q x --delay -1", "--delay is '-1': a duration from", true)]
    [InlineData("queue peek q --limit 0", "--limit is '0': a whole number from 1 to 1000 is allowed.")]
    [InlineData("queue peek q --id x", "--id is 'x': a whole number from 1 is allowed.")]
    [InlineData("queue list", "PENSTOCK_DB is not set: postgresql://user:password@host:5432/database or sqlite:///file is needed; --db gives it too.")]
    public async Task Bad_input_is_refused_before_anything_is_done(string line, string sentence, bool isBeginning = false)
    {
        using var folder = new TemporaryFolder();
        var run = await CommandLine.RunAsync(folder, line.Split(' '));
        if (isBeginning)
            run.Error.ShouldStartWith($"penstock: {sentence}");
        else
            run.ShouldRefuse(sentence);
        run.Code.ShouldBe(2);
    }

    [Theory]
    [InlineData("queue list")]
    [InlineData("queue peek q")]
    [InlineData("queue send q x")]
    [InlineData("trace q/1")]
    public async Task A_store_without_tables_is_told_with_its_remedy_and_stays_as_it_is(string line)
    {
        using var folder = new TemporaryFolder();
        (await CommandLine.RunAsync(folder, [.. line.Split(' '), "--db", folder.Url])).ShouldRefuse(
            $"{folder.Url} lacks the schema of owners (create the owners): 'penstock db migrate --db {folder.Url}' brings it up.");
        (await CommandLine.RunAsync(folder, new() { ["PENSTOCK_DB"] = folder.Url }, line.Split(' '))).ShouldRefuse(
            $"{folder.Url} lacks the schema of owners (create the owners): 'penstock db migrate' brings it up.");
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_is_a_sentence()
    {
        using var folder = new TemporaryFolder();
        await MigrateAsync(folder, folder.Url);
        (await RunAsync(folder, folder.Url, ["queue", "list"])).Output.ShouldBe($"No queue has a message.{Environment.NewLine}");
        (await RunAsync(folder, folder.Url, ["queue", "peek", "q"])).Output.ShouldBe($"q has no message.{Environment.NewLine}");
        (await RunAsync(folder, folder.Url, ["queue", "peek", "q", "--id", "7"])).Output.ShouldBe($"q has no message 7.{Environment.NewLine}");
        (await RunAsync(folder, folder.Url, ["trace", "q/7"])).Output
            .ShouldBe($"Nothing is known of q/7 on {folder.Url}: it was handled, or never there.{Environment.NewLine}");
    }

    private static async Task MigrateAsync(TemporaryFolder folder, string url) =>
        (await CommandLine.RunAsync(folder, "db", "migrate", "--db", url)).Code.ShouldBe(0);

    private static async Task<CommandLine> RunAsync(TemporaryFolder folder, string url, string[] args, string input = "")
    {
        var run = await CommandLine.RunAsync(folder, new() { ["PENSTOCK_DB"] = url }, args, input);
        run.Error.ShouldBeEmpty();
        run.Code.ShouldBe(0);
        return run;
    }

    private static JsonElement Json(CommandLine run) => JsonDocument.Parse(run.Output).RootElement;

    private static IEnumerable<long> Numbers(JsonElement row, params string[] names) => names.Select(name => row.GetProperty(name).GetInt64());
}
