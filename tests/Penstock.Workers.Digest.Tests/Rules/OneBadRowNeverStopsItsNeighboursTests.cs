using Penstock.Redis;

namespace Penstock.Workers.Digest.Tests;

public sealed class OneBadRowNeverStopsItsNeighboursTests(Servers servers)
{
    private static readonly DateTimeOffset At = new(2025, 11, 7, 0, 0, 0, TimeSpan.Zero);

    [ExpectedToFail("stream-wide-entry")]
    public async Task An_entry_of_too_many_fields_for_a_script_is_set_aside_or_left_alone_and_told_of()
    {
        await using var scene = await DigestScene.CreateAsync(servers, "sqlite");
        scene.Options = scene.Options with { Lanes = 1, DrainLimit = TimeSpan.FromMilliseconds(200) };
        var id = await AddAroundAsync(scene, fields: 4_200);
        using var stop = new CancellationTokenSource();
        var running = scene.Digest().RunAsync(stop.Token);
        await Within.SecondsAsync(4, async () => await scene.NodesAsync() == 5);
        await scene.AddAsync(DigestScene.Payload(At.AddSeconds(10)));
        await Within.SecondsAsync(2, async () => await scene.NodesAsync() == 6 && await scene.LengthAsync() <= 1);
        await stop.CancelAsync();
        await running;

        (await scene.NodesAsync()).ShouldBe(6);
        (await scene.LengthAsync()).ShouldBeLessThanOrEqualTo(1);
        if (await scene.LengthAsync() == 1)
            scene.Log.Lines.ShouldContain(line => line.Contains(id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_entry_of_nearly_as_many_fields_is_a_dead_letter_with_all_of_them()
    {
        await using var scene = await DigestScene.CreateAsync(servers, "sqlite");
        await AddAroundAsync(scene, fields: 3_800);
        await scene.DrainAsync();

        (await scene.NodesAsync()).ShouldBe(5);
        (await scene.DeadAsync()).ShouldHaveSingleItem().Keys.Count(field => field.StartsWith('f')).ShouldBeGreaterThanOrEqualTo(3_800);
    }

    private static async Task<string> AddAroundAsync(DigestScene scene, int fields)
    {
        for (var i = 0; i < 3; i++)
            await scene.AddAsync(DigestScene.Payload(At.AddSeconds(i)));
        var wide = new RedisCommand("XADD", scene.Options.Stream, "*", "server_id", "bad", "payload", "{oops");
        for (var i = 0; i < fields; i++)
            wide.Add($"f{i}").Add("v");
        var id = (await scene.Redis.CallAsync(wide, default)).Text!;
        for (var i = 3; i < 5; i++)
            await scene.AddAsync(DigestScene.Payload(At.AddSeconds(i)));
        return id;
    }
}
