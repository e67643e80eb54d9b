using System.Text.Json;
using Penstock.Relational;

namespace Penstock.Cli.Tests;

public sealed class DlqTests
{
    [Fact]
    public async Task A_listing_shows_the_newest_and_why()
    {
        await using var letters = await LetterFolder.CreateAsync(3);
        var lines = (await letters.RunAsync("dlq list --limit 2")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(3);
        lines[1].ShouldContain("emails/3");
        lines[1].ShouldContain("RejectedException: Address ann3 is refused.");
        lines[2].ShouldContain("emails/2");
        (await letters.RunAsync("dlq list --match emails/1 --json")).Output.ShouldStartWith(
            """{"id":1,"pipeline":"emails","origin":"emails/1","address":"queue:emails","key":"ann1","state":"parked","error_type":"RejectedException",""");
        (await letters.RunAsync("dlq list --pipeline other")).Output.ShouldBe($"No dead letters.{Environment.NewLine}");
    }

    [Fact]
    public async Task Groups_count_what_has_one_error()
    {
        await using var letters = await LetterFolder.CreateAsync(3);
        var group = JsonDocument.Parse((await letters.RunAsync("dlq groups --json")).Output).RootElement;
        group.GetProperty("letters").GetInt64().ShouldBe(3);
        group.GetProperty("error").GetString().ShouldBe("Address ann{n} is refused.");
        (await letters.RunAsync($"dlq list --json --match {group.GetProperty("fingerprint").GetString()}")).Output.Split('\n').Length.ShouldBe(4);
    }

    [Fact]
    public async Task An_edited_letter_goes_back_as_it_was_edited()
    {
        await using var letters = await LetterFolder.CreateAsync(1);
        (await letters.RunAsync("dlq edit 1 --body-file - --header a=b", input: "mended")).Code.ShouldBe(0);
        var shown = (await letters.RunAsync("dlq show 1")).Output;
        shown.ShouldContain("header    a: b");
        shown.ShouldContain("edited by ann@");
        shown.ShouldEndWith($"body      6 B\nmended{Environment.NewLine}");
        (await letters.RunAsync("dlq replay --all --yes")).ShouldBe(new(
            0, $"Replay 1 (all) is done: 1 of 1 letters are back, 0 could not be, 0 were resolved already, 0 are left.{Environment.NewLine}", ""));
        (await letters.CountAsync("SELECT count(*) FROM penstock_messages WHERE queue = 'emails' AND body = CAST('mended' AS BLOB)")).ShouldBe(1);
        (await letters.RunAsync("dlq edit 1 --body x")).ShouldBe(new(1, "", $"penstock: Letter 1 is replayed: only parked letters can be edited.{Environment.NewLine}"));
    }

    [Fact]
    public async Task A_dry_run_counts_and_shows_and_changes_nothing()
    {
        await using var letters = await LetterFolder.CreateAsync(12);
        var replay = await letters.RunAsync("dlq replay --match emails/1 --dry-run --json");
        replay.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(4);
        replay.Error.ShouldBe($"penstock: 4 dead letters would be sent back (matching 'emails/1'), the first of them are shown; nothing was changed.{Environment.NewLine}");
        (await letters.RunAsync("dlq discard --all --dry-run")).Output.ShouldBe($"12 dead letters would be discarded (all); nothing was changed.{Environment.NewLine}");
        (await letters.CountAsync("SELECT count(*) FROM penstock_dead_letters WHERE state = 'parked'")).ShouldBe(12);
        (await letters.CountAsync("SELECT count(*) FROM penstock_replays")).ShouldBe(0);
    }

    [Fact]
    public async Task What_is_discarded_is_on_record_and_not_listed()
    {
        await using var letters = await LetterFolder.CreateAsync(3);
        (await letters.RunAsync("dlq discard --match emails/2", input: "y\n", canAsk: true)).Output.ShouldBe($"1 dead letters are discarded.{Environment.NewLine}");
        (await letters.RunAsync("dlq list --json")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        (await letters.RunAsync("dlq show 2")).Output.ShouldContain("letter 2 of emails, discarded");
    }

    [Fact]
    public async Task A_letter_that_can_not_go_back_fails_the_command_and_says_why()
    {
        await using var letters = await LetterFolder.CreateAsync(0);
        await letters.ParkAsync(new LetterFolder.Failed("a", null));
        (await letters.RunAsync("dlq replay --all --yes")).ShouldBe(new(
            1,
            $"Replay 1 (all) is done: 0 of 1 letters are back, 1 could not be, 0 were resolved already, 0 are left.{Environment.NewLine}",
            $"penstock: letter 1 stays parked: It came from a place that can't be sent to; do it again at its source, then discard the letter.{Environment.NewLine}"));
    }

    [Fact]
    public async Task A_cancelled_replay_leaves_its_letters_parked_and_a_paused_one_goes_on()
    {
        await using var letters = await LetterFolder.CreateAsync(3);
        var replays = new Replays(letters.Store, TimeProvider.System);
        for (var i = 0; i < 2; i++)
        {
            var replay = await replays.CreateAsync(new ReplayRequest(new LetterFilter { Limit = 2 }, "bob"), default);
            await replays.SetStateAsync(replay.Id!.Value, ReplayState.Paused, default);
        }

        (await letters.RunAsync("dlq replay --cancel 1")).Output.ShouldContain("is cancelled: 0 of 2 letters are back");
        (await letters.RunAsync("dlq replay --resume 1")).Output.ShouldContain("is cancelled");
        (await letters.RunAsync("dlq replay --resume 2 --json")).Output.ShouldBe(
            """{"replay":2,"state":"done","selection":"the first 2","total":2,"done":2,"failed":0,"skipped":0,"left":0}""" + Environment.NewLine);
        (await letters.RunAsync("dlq list --json")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_export_holds_every_byte()
    {
        await using var letters = await LetterFolder.CreateAsync(1);
        await letters.ParkAsync(new LetterFolder.Failed("b", null, [0xff, 0]) { Key = "x" });
        var lines = (await letters.RunAsync("dlq export")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        JsonDocument.Parse(lines[0]).RootElement.GetProperty("body").GetString().ShouldBe("to ann1");
        JsonDocument.Parse(lines[1]).RootElement.GetProperty("body_base64").GetBytesFromBase64().ShouldBe([0xff, 0]);
        (await letters.RunAsync("dlq export --out all.jsonl")).Output.ShouldBe($"2 dead letters are in {letters.Folder.Path}/all.jsonl.{Environment.NewLine}");
        (await File.ReadAllLinesAsync($"{letters.Folder.Path}/all.jsonl", TestContext.Current.CancellationToken)).ShouldBe(lines);
    }

    [Theory]
    [InlineData("dlq replay --yes", "No filter is given: --pipeline, --match, --older-than or, for everything, --all is needed.")]
    [InlineData("dlq discard --yes --limit 5", "No filter is given: --pipeline, --match, --older-than or, for everything, --all is needed.")]
    [InlineData("dlq discard --all", "--yes is missing: 'Discard 1 dead letters (all)?' can't be asked without a terminal.")]
    [InlineData("dlq replay --resume x", "--resume is 'x': the number of a replay is allowed.")]
    [InlineData("dlq replay --all --rate 0", "--rate is '0': a number from 0.001 to 1000000 is allowed.")]
    [InlineData("dlq list --older-than soon", "--older-than is 'soon': a duration from 0s to 36500d, such as 250ms, 5s, 2m, 1h, 1d or 00:00:05, is allowed.")]
    [InlineData("dlq show x", "ID is 'x': a number as 'dlq list' shows it is allowed.")]
    [InlineData("dlq edit 1", "Nothing to change is given: --body, --body-file, --header or --without-header is needed.")]
    [InlineData("dlq edit 1 --header a", "--header is 'a': name=value is allowed.")]
    [InlineData("dlq edit 1 --without-header a", "--without-header is 'a': the letter has no such header.")]
    public async Task What_is_wrong_is_one_sentence(string line, string sentence)
    {
        await using var letters = await LetterFolder.CreateAsync(1);
        (await letters.RunAsync(line)).ShouldRefuse(sentence);
    }

    [Fact]
    public async Task A_letter_that_is_not_there_is_a_failure()
    {
        await using var letters = await LetterFolder.CreateAsync(0);
        (await letters.RunAsync("dlq show 7")).ShouldBe(new(1, "", $"penstock: penstock_dead_letters on {letters.Folder.Url} has no dead letter 7.{Environment.NewLine}"));
    }
}
