using Penstock.Relational;

namespace Penstock.Redis.Tests;

public sealed class OneBadRowNeverStopsItsNeighboursTests(SharedRedis redis)
{
    // Microseconds since 1970, where milliseconds are usual: beyond the year 9999.
    private const string Microseconds = "1762554645123456-0";

    [ExpectedToFail("stream-wide-entry")]
    public async Task A_letter_of_too_many_fields_for_a_script_keeps_no_other_from_going_back()
    {
        await using var scene = new StreamScene(redis);
        await scene.CallAsync("XADD", scene.Options.DeadStream!, "*", "payload", "before");
        var wide = new RedisCommand("XADD", scene.Options.DeadStream!, "*", "payload", "wide");
        for (var i = 0; i < 4_200; i++)
            wide.Add($"f{i}").Add("v");
        await scene.Redis.CallAsync(wide, default);
        await scene.CallAsync("XADD", scene.Options.DeadStream!, "*", "payload", "after");

        var error = await Record.ExceptionAsync(() => HomeOf(scene).ReplayAsync(new ReplayRequest(new LetterFilter(), "me"), _ => { }, default).AsTask());

        error.ShouldBeNull();
        var back = (await scene.CallAsync("XRANGE", scene.Options.Stream, "-", "+")).Items.Select(entry => entry[1][1].Text).ToList();
        back.ShouldContain("before");
        back.ShouldContain("after");
        (back.Count + (await scene.FiguresAsync()).Dead).ShouldBe(3);
    }

    [ExpectedToFail("stream-id-range")]
    public async Task A_letter_of_an_impossible_time_is_listed_among_the_others()
    {
        await using var scene = new StreamScene(redis);
        await ParkAsync(scene);

        IReadOnlyList<Letter> letters = [];
        var error = await Record.ExceptionAsync(async () => letters = (await HomeOf(scene).ListAsync(new LetterFilter(), default)).Letters);

        error.ShouldBeNull();
        letters.Select(letter => letter.Reason.Message).ShouldBe(["odd", "usual"], ignoreOrder: true);
    }

    [ExpectedToFail("stream-id-range")]
    public async Task A_letter_of_an_impossible_time_is_counted_in_its_group()
    {
        await using var scene = new StreamScene(redis);
        await ParkAsync(scene);

        IReadOnlyList<LetterGroup> groups = [];
        var error = await Record.ExceptionAsync(async () => groups = await HomeOf(scene).GroupsAsync(new LetterFilter(), 10, default));

        error.ShouldBeNull();
        groups.Select(group => (group.Text, group.Letters)).ShouldBe([("odd", 1L), ("usual", 1L)], ignoreOrder: true);
    }

    [ExpectedToFail("stream-id-range")]
    public async Task A_letter_of_an_impossible_time_is_exported_with_the_others()
    {
        await using var scene = new StreamScene(redis);
        await ParkAsync(scene);

        var read = new List<string>();
        var error = await Record.ExceptionAsync(async () =>
        {
            await foreach (var letter in HomeOf(scene).ReadAsync(new LetterFilter(), default))
                read.Add(letter.Letter.Reason.Message);
        });

        error.ShouldBeNull();
        read.ShouldBe(["usual", "odd"]);
    }

    [ExpectedToFail("stream-id-range")]
    public async Task The_largest_id_has_an_age_like_any_other()
    {
        await using var scene = new StreamScene(redis);
        await scene.CallAsync("XGROUP", "CREATE", scene.Options.Stream, scene.Options.Group, "0", "MKSTREAM");
        await scene.CallAsync("XADD", scene.Options.Stream, $"{ulong.MaxValue}-1", "payload", "far");
        await scene.CallAsync("XREADGROUP", "GROUP", scene.Options.Group, "somebody", "STREAMS", scene.Options.Stream, ">");

        StreamFigures? figures = null;
        var error = await Record.ExceptionAsync(async () => figures = await scene.FiguresAsync());

        error.ShouldBeNull();
        figures.ShouldNotBeNull().Pending.ShouldBe(1);
        (figures.OldestPending ?? TimeSpan.Zero).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task The_largest_id_is_handled_like_any_other()
    {
        await using var scene = new StreamScene(redis);
        await scene.CallAsync("XADD", scene.Options.Stream, $"{ulong.MaxValue}-1", "payload", "far");
        var source = scene.Open();
        var batch = await StreamScene.ReceiveAsync(source);
        await StreamScene.SettleAsync(source, batch, Settlement.Complete.Instance);

        batch.Items.Select(StreamScene.BodyOf).ShouldBe(["far"]);
        (await scene.FiguresAsync()).Length.ShouldBe(0);
    }

    private static async Task ParkAsync(StreamScene scene)
    {
        await scene.CallAsync("XADD", scene.Options.DeadStream!, "*", "payload", "1", "error", "usual", "error_class", "C");
        await scene.CallAsync("XADD", scene.Options.DeadStream!, Microseconds, "payload", "2", "error", "odd", "error_class", "C");
    }

    private static DeadStreamHome HomeOf(StreamScene scene) =>
        new(scene.Redis, new DeadStreamOptions(scene.Options.DeadStream!, scene.Options.Stream, "digest"));
}
