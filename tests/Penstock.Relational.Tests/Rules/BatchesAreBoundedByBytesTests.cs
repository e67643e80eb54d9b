using System.Data.Common;

namespace Penstock.Relational.Tests;

public sealed class BatchesAreBoundedByBytesTests(PostgresServer server)
{
    private const int Count = 16;
    private const int LetterBytes = 4 * 1024 * 1024;

    [ExpectedToFail("L6")]
    public async Task Large_letters_go_back_in_portions_on_Postgres()
    {
        await using var desk = await FilledAsync("postgresql", $"decode(repeat('00', {LetterBytes}), 'hex')");
        await ReplayInPortionsAsync(desk);
    }

    [ExpectedToFail("L6")]
    public async Task Large_letters_go_back_in_portions_on_Sqlite()
    {
        await using var desk = await FilledAsync("sqlite", $"zeroblob({LetterBytes})");
        await ReplayInPortionsAsync(desk);
    }

    private async Task<LetterDesk> FilledAsync(string kind, string body)
    {
        var desk = await LetterDesk.OpenAsync(kind, server);
        await desk.ParkAsync([.. Enumerable.Range(1, Count)]);
        await desk.RunAsync($"UPDATE penstock_dead_letters SET body = (SELECT {body})");
        return desk;
    }

    private static async Task ReplayInPortionsAsync(LetterDesk desk)
    {
        var scales = new Scales();
        var replays = desk.OpenReplays(reached: scales.Reached, paths: [scales]);
        var replay = await desk.Replays.CreateAsync(new ReplayRequest(new LetterFilter(), "me"), default);

        (await replays.RunAsync(replay.Id!.Value, null, default)).Done.ShouldBe(Count);

        scales.Most.ShouldBeLessThanOrEqualTo((long)Count * LetterBytes / 2);
    }

    /// <summary>Takes anything back, and knows what a batch had most.</summary>
    private sealed class Scales : IReturnPath
    {
        private long batch;

        public string Scheme => "queue";

        public long Most { get; private set; }

        public bool IsName(string name) => true;

        public ValueTask Reached(Step step)
        {
            if (step == Step.Claimed)
                batch = 0;
            return ValueTask.CompletedTask;
        }

        public ValueTask ReturnAsync(DbTransaction transaction, string name, IReadOnlyList<Message> messages, CancellationToken giveUp)
        {
            batch += messages.Sum(message => (long)message.Body.Length);
            Most = Math.Max(Most, batch);
            return ValueTask.CompletedTask;
        }
    }
}
