using Penstock.Relational;

namespace Penstock.Redis.Tests;

public sealed class DeadStreamTests(SharedRedis redis)
{
    [Fact]
    public async Task A_letter_holds_the_original_and_what_was_added_when_it_was_given_up()
    {
        await using var scene = new StreamScene(redis);
        var source = scene.Open();
        var id = (await scene.CallAsync("XADD", scene.Options.Stream, "*", "server_id", "s1", "payload", new byte[] { 0, 255, 13, 10 }, "error", "its own")).Text!;
        await StreamScene.SettleAsync(source, await StreamScene.ReceiveAsync(source), new Settlement.Retry(TimeSpan.Zero, StreamScene.Why));

        var again = await StreamScene.ReceiveAsync(source);
        await StreamScene.SettleAsync(source, again, new Settlement.DeadLetter(new Reason("JsonException", "no amqp://user:secret@host here")));

        var entry = (await scene.CallAsync("XRANGE", scene.Options.DeadStream!, "-", "+"))[0];
        var words = entry[1].Items;
        words[3].Bytes.ToArray().ShouldBe([0, 255, 13, 10]);
        words.Where((_, i) => i is not (3 or 11)).Select(w => w.Text).ShouldBe(
            [
                "server_id", "s1", "payload", "error", "its own", "original_stream", scene.Options.Stream, "original_message_id", id,
                "failed_at", "retry_count", "2", "error", "no amqp://user:***@host here", "error_class", "JsonException",
            ]);
        words[11].Text!.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$");
        (await scene.FiguresAsync()).ShouldBe(new StreamFigures(0, 0, 0, 0, null, 1));
        (await scene.CallAsync("EXISTS", scene.Keys.All[2], scene.Keys.All[3], scene.Keys.Waiting)).Integer.ShouldBe(0);
    }

    [Fact]
    public async Task A_letter_goes_back_exactly_once_as_it_was_also_when_two_replay_it()
    {
        await using var scene = new StreamScene(redis);
        await ParkAsync(scene, 20);
        var (home, other) = (Home(scene), Home(scene));

        var replays = await Task.WhenAll(
            home.ReplayAsync(new ReplayRequest(new LetterFilter(), "one"), _ => { }, default).AsTask(),
            other.ReplayAsync(new ReplayRequest(new LetterFilter(), "other"), _ => { }, default).AsTask());

        replays.Sum(r => r.Done).ShouldBe(20);
        (await scene.FiguresAsync()).Dead.ShouldBe(0);
        var back = await scene.CallAsync("XRANGE", scene.Options.Stream, "-", "+");
        back.Items.Select(e => string.Join(' ', e[1].Items.Select(w => w.Text))).Order(StringComparer.Ordinal)
            .ShouldBe(Enumerable.Range(0, 20).Select(i => $"payload {i}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_replay_without_an_answer_is_not_made_twice()
    {
        await using var scene = new StreamScene(redis);
        await ParkAsync(scene, 1);
        var forgetful = new ForgetfulRedis(scene.Redis) { LosesOnly = "EVAL" };
        var home = new DeadStreamHome(forgetful, OptionsOf(scene));
        var request = new ReplayRequest(new LetterFilter { UpTo = long.MaxValue - 1 }, "me");

        forgetful.Loses = 1;
        await Should.ThrowAsync<RedisConnectionException>(home.ReplayAsync(request, _ => { }, default).AsTask());
        var again = await home.ReplayAsync(request, _ => { }, default);

        again.Done.ShouldBe(0);
        (await scene.FiguresAsync()).Length.ShouldBe(1);
    }

    [Fact]
    public async Task What_fails_again_during_a_replay_is_not_replayed_by_it()
    {
        await using var scene = new StreamScene(redis);
        await ParkAsync(scene, 3);
        var (home, source) = (Home(scene), scene.Open());
        var parkedAgain = 0;

        var replay = await home.ReplayAsync(
            new ReplayRequest(new LetterFilter(), "me"),
            _ => parkedAgain += ParkAllAsync(source).GetAwaiter().GetResult(),
            default);

        (replay.Total, replay.Done, parkedAgain).ShouldBe((3, 3, 3));
        (await scene.FiguresAsync()).Dead.ShouldBe(3);
    }

    [Fact]
    public async Task Letters_are_listed_shown_counted_grouped_and_discarded()
    {
        await using var scene = new StreamScene(redis);
        await ParkAsync(scene, 3, i => new Reason("JsonException", $"line {i} is wrong"));
        await ParkAsync(scene, 1, _ => new Reason("Odd", "something else"));
        var home = Home(scene);

        var page = await home.ListAsync(new LetterFilter { Limit = 2 }, default);
        page.Letters.Select(l => l.Reason.Type).ShouldBe(["Odd", "JsonException"]);
        var letter = (await home.ShowAsync(page.Letters[1].Id, default))!;
        (letter.Letter.Failures, letter.Letter.Address, letter.Body.Length).ShouldBe((1, $"stream:{scene.Options.Stream}", 1));
        letter.Letter.Origin.ShouldStartWith($"{scene.Options.Stream}/");
        (await home.GroupsAsync(new LetterFilter(), 10, default)).Select(g => (g.Type, g.Text, g.Letters))
            .ShouldBe([("JsonException", "line {n} is wrong", 3), ("Odd", "something else", 1)]);
        (await home.CountAsync(new LetterFilter { Match = "JSON" }, default)).Letters.ShouldBe(3);
        (await home.CountAsync(new LetterFilter { Match = letter.Letter.Fingerprint }, default)).Letters.ShouldBe(3);
        (await home.CountAsync(new LetterFilter { Pipeline = "another" }, default)).Letters.ShouldBe(0);
        (await home.CountAsync(new LetterFilter { OlderThan = TimeSpan.FromHours(1) }, default)).Letters.ShouldBe(0);
        (await home.CountAsync(new LetterFilter { OlderThan = TimeSpan.Zero, Limit = 2 }, default)).Letters.ShouldBe(2);

        (await home.DiscardAsync(new LetterFilter { Match = "line" }, "me", _ => { }, default)).ShouldBe(3);

        (await home.ListAsync(new LetterFilter(), default)).Letters.ShouldHaveSingleItem().Reason.Type.ShouldBe("Odd");
        (await home.ShowAsync(letter.Letter.Id, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Many_letters_are_read_page_by_page()
    {
        await using var scene = new StreamScene(redis);
        await scene.Redis.CallAsync(
            [.. Enumerable.Range(0, 1_203).Select(i => new RedisCommand("XADD", scene.Options.DeadStream!, "*", "payload", i, "retry_count", "5"))], default);
        var home = Home(scene);

        var seen = new List<string>();
        await foreach (var letter in home.ReadAsync(new LetterFilter(), default))
            seen.Add(System.Text.Encoding.UTF8.GetString(letter.Body.Span));

        seen.ShouldBe(Enumerable.Range(0, 1_203).Select(i => $"{i}"));
        (await home.ListAsync(new LetterFilter { Limit = 1_000 }, default)).Letters.Count.ShouldBe(1_000);
        (await home.ReplayAsync(new ReplayRequest(new LetterFilter { Limit = 700 }, "me"), _ => { }, default)).Done.ShouldBe(700);
        (await scene.FiguresAsync()).ShouldBe(new StreamFigures(700, 700, 0, 0, null, 503));
    }

    [Fact]
    public async Task A_letter_that_can_not_go_back_stays_and_holds_up_no_other()
    {
        await using var scene = new StreamScene(redis);
        var wrong = redis.Name();
        await scene.CallAsync("SET", wrong, "no stream");
        await scene.CallAsync("XADD", scene.Options.DeadStream!, "*", "payload", "a", "original_stream", wrong);
        await scene.CallAsync("XADD", scene.Options.DeadStream!, "*", "error", "nothing of the original");
        await scene.CallAsync("XADD", scene.Options.DeadStream!, "*", "payload", "good");

        var replay = await Home(scene).ReplayAsync(new ReplayRequest(new LetterFilter(), "me"), _ => { }, default);

        (replay.Done, replay.Failed).ShouldBe((1, 2));
        (await scene.FiguresAsync()).ShouldBe(new StreamFigures(1, 1, 0, 0, null, 2));
    }

    [Theory]
    [InlineData("1795323182696-0")]
    [InlineData("1795323182696-1048574")]
    [InlineData("0-1")]
    public void An_id_is_a_number_and_back(string id) => DeadId.ToText(DeadId.Of(id)).ShouldBe(id);

    private static DeadStreamOptions OptionsOf(StreamScene scene) => new(scene.Options.DeadStream!, scene.Options.Stream, "digest");

    private static DeadStreamHome Home(StreamScene scene) => new(scene.Redis, OptionsOf(scene));

    private static async Task ParkAsync(StreamScene scene, int count, Func<int, Reason>? why = null)
    {
        await scene.AddAsync(count);
        var source = scene.Open();
        for (var parked = 0; parked < count;)
        {
            var batch = await StreamScene.ReceiveAsync(source);
            await source.SettleAsync(batch, [.. batch.Items.Select((d, i) => new Verdict(d, new Settlement.DeadLetter(why?.Invoke(i) ?? StreamScene.Why)))], default);
            parked += batch.Items.Count;
        }
    }

    private static async Task<int> ParkAllAsync(StreamSource source)
    {
        var batch = await StreamScene.ReceiveAsync(source);
        await StreamScene.SettleAsync(source, batch, new Settlement.DeadLetter(StreamScene.Why));
        return batch.Items.Count;
    }
}
