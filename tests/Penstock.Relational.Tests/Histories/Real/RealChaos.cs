using Penstock.Dev;

namespace Penstock.Relational.Tests;

/// <summary>Sends, and lets things happen to lines and processes, for a few real seconds.</summary>
internal sealed class RealChaos(RealWorld world)
{
    public const string LinesCut = nameof(LinesCut);
    public const string CommitCut = nameof(CommitCut);
    public const string AnswerCut = nameof(AnswerCut);
    public const string AwayPastLease = nameof(AwayPastLease);
    public const string Killed = nameof(Killed);
    public const string CommittedLate = nameof(CommittedLate);
    public const string RolledBack = nameof(RolledBack);
    public const string Paused = nameof(Paused);

    public static readonly string[] All = [LinesCut, CommitCut, AnswerCut, AwayPastLease, Killed, CommittedLate, RolledBack, Paused];

    private const int Strokes = 16;

    private readonly List<Message> sent = [];
    private readonly List<Message> late = [];
    private readonly List<Task> unfinished = [];
    private int named;

    /// <summary>In the order of sending; what was committed late comes last and has no key.</summary>
    public IEnumerable<Message> Sent => sent.Concat(late);

    public async Task PlayAsync()
    {
        for (var i = 0; i < Strokes; i++)
        {
            await SendAsync(world.Chance.Next(1, 8));
            await Strike(world.Processes[world.Chance.Next(world.Processes.Count)]);
            await Task.Delay(TimeSpan.FromMilliseconds(world.Chance.Next(20, 300)), TimeProvider.System);
        }

        await Task.WhenAll(unfinished);
    }

    private Message Next(bool mayHaveKey) => world.Add(named++, mayHaveKey && world.Chance.Next(2) == 0 ? $"k{world.Chance.Next(4)}" : null);

    private async Task SendAsync(int count)
    {
        List<Message> messages = [.. Enumerable.Range(0, count).Select(_ => Next(mayHaveKey: true))];
        await new Queues(world.Store).SendAsync(World.Queue, messages, default);
        sent.AddRange(messages);
    }

    private Task Strike(RealProcess process)
    {
        switch (world.Chance.Next(9))
        {
            case 0 or 1:
                unfinished.Add(CutAsync(process, TimeSpan.Zero, LinesCut));
                break;
            case 2:
                unfinished.Add(CutAsync(process, TimeSpan.FromMilliseconds(world.Chance.Next(700, 1_500)), AwayPastLease));
                break;
            case 3:
                unfinished.Add(CutCommitAsync(process, PostgresCut.BeforeCommit, CommitCut));
                break;
            case 4 or 5:
                unfinished.Add(CutCommitAsync(process, PostgresCut.AfterCommit, AnswerCut));
                break;
            case 6:
                return KillAsync(process);
            case 7:
                unfinished.Add(InTransactionAsync(commit: world.Chance.Next(3) > 0));
                break;
            case 8:
                unfinished.Add(PauseAsync(process));
                break;
        }

        return Task.CompletedTask;
    }

    private async Task CutAsync(RealProcess process, TimeSpan away, string what)
    {
        world.Tally.Add(what);
        process.Suspect();
        process.Line.GoAway();
        await Task.Delay(away, TimeProvider.System);
        if (!process.IsDead)
            process.Line.ComeBack();
    }

    // An idle process commits nothing: then the cut waits for its next work.
    private async Task CutCommitAsync(RealProcess process, PostgresCut where, string what)
    {
        var cut = process.Line.CutNextCommitAsync(where);
        await Task.WhenAny(cut, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System));
        if (cut.IsCompleted)
            world.Tally.Add(what);
    }

    private async Task KillAsync(RealProcess process)
    {
        world.Tally.Add(Killed);
        process.Kill();
        await Task.Yield();
        world.Processes.Add(new RealProcess(world, $"{process.Name}'"));
        world.Processes.Remove(process);
        unfinished.Add(process.DisposeAsync().AsTask());
    }

    private async Task InTransactionAsync(bool commit)
    {
        world.Tally.Add(commit ? CommittedLate : RolledBack);
        List<Message> messages = [Next(mayHaveKey: false), Next(mayHaveKey: false)];
        var held = TimeSpan.FromMilliseconds(world.Chance.Next(100, 1_500));
        await using var connection = await world.Store.OpenAsync(default);
        await using var transaction = await world.Store.BeginAsync(connection, default);
        await new Queues(world.Store).SendAsync(transaction, World.Queue, messages, default);
        await Task.Delay(held, TimeProvider.System);
        if (!commit)
            return;

        await transaction.CommitAsync();
        lock (late)
            late.AddRange(messages);
    }

    private async Task PauseAsync(RealProcess process)
    {
        world.Tally.Add(Paused);
        process.Pipeline.Pause();
        await Task.Delay(TimeSpan.FromMilliseconds(world.Chance.Next(100, 800)), TimeProvider.System);
        process.Pipeline.Resume();
    }
}
