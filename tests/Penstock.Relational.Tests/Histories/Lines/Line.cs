using Microsoft.Data.Sqlite;
using Penstock.Testing;

namespace Penstock.Relational.Tests;

/// <summary>
/// A simulated process's way to the store. Each statement takes its moment, so that processes come between each other's, and may
/// be lost on its way there, on its way back, or with the process.
/// </summary>
internal sealed class Line(SimulatedProcess process, Random chance, FaultTally tally, WriteLock writers, Action kill, Action<string>? tell = null)
{
    private const int InputOutputError = 10;
    private const int Longest = 130;

    private readonly AsyncLocal<Phase> phase = new();
    private readonly HashSet<LineConnection> open = [];
    private (Phase Phase, bool After, int Left)? crash;
    private (Phase Phase, bool After)? loss;
    private bool isCut;

    public WriteLock Writers => writers;

    public TimeProvider Clock => process.Clock;

    /// <summary>While true every call fails.</summary>
    public bool IsAway { get; set; }

    /// <summary>How likely a statement is lost on its way there, and its answer on its way back.</summary>
    public (double Unsent, double Unanswered) Chances { get; set; }

    /// <summary>What the code that awaits this does from here on.</summary>
    public void Enter(Phase next) => phase.Value = next;

    /// <summary>Dies before, or after, the n-th statement of the phase from now on.</summary>
    public void CrashAt(Phase at, bool after, int occurrence) => crash = (at, after, occurrence);

    /// <summary>Loses the next statement of the phase, or its answer.</summary>
    public void LoseNext(Phase of, bool answer) => loss = (of, answer);

    public void Disarm() => crash = null;

    public void ThrowIfCut()
    {
        if (isCut)
            throw new InvalidOperationException("The process is dead.");
    }

    public void Opened(LineConnection connection) => open.Add(connection);

    public void Closed(LineConnection connection) => open.Remove(connection);

    /// <summary>What the system does with the connections of a dead process.</summary>
    public void Cut()
    {
        isCut = true;
        foreach (var connection in open.ToList())
            connection.Break();
    }

    public Phase PhaseOf(string sql) =>
        sql.Contains("penstock_messages", StringComparison.Ordinal) ? phase.Value
        : sql.Contains("penstock_owners", StringComparison.Ordinal) ? Phase.Owner
        : sql.Contains("penstock_buckets", StringComparison.Ordinal) || sql.Contains("penstock_consumers", StringComparison.Ordinal) ? Phase.Bucket
        : phase.Value;

    /// <param name="connection">On which it is sent.</param>
    /// <param name="what">In which phase.</param>
    /// <param name="writes">It waits for whoever writes.</param>
    /// <param name="giveUp">The caller's.</param>
    public async Task SentAsync(LineConnection connection, Phase what, bool writes, CancellationToken giveUp)
    {
        giveUp.ThrowIfCancellationRequested();
        await MomentAsync(giveUp);
        if (IsAway)
            throw Lost(connection, LineFault.Away);
        await DieAsync(what, after: false);
        if (IsLost(what, answer: false) || chance.NextDouble() < Chances.Unsent)
            throw Lost(connection, LineFault.Unsent(what));
        if (writes)
            await writers.WaitAsync(connection, Clock, giveUp);
        connection.ThrowIfBroken();
    }

    public async Task AnsweredAsync(LineConnection connection, Phase what)
    {
        await MomentAsync(CancellationToken.None);
        await DieAsync(what, after: true);
        if (IsLost(what, answer: true) || chance.NextDouble() < Chances.Unanswered)
            throw Lost(connection, LineFault.Unanswered(what));
    }

    public void Tell<T>(T? result, string text)
    {
        if (tell is not null)
            Tell($"{result} by {(text.Length > Longest ? text[..Longest] : text).ReplaceLineEndings(" ")}");
    }

    public void Tell(string what) => tell?.Invoke(what);

    // Most statements are quick; some leave room for a timer to come between.
    private async Task MomentAsync(CancellationToken giveUp)
    {
        if (chance.Next(4) == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(chance.Next(1, 30)), Clock, giveUp);
        else
            await Task.Yield();
    }

    private async Task DieAsync(Phase what, bool after)
    {
        if (crash is not { } planned || planned.Phase != what || planned.After != after)
            return;

        crash = planned with { Left = planned.Left - 1 };
        if (planned.Left > 1)
            return;

        crash = null;
        tally.Add(after ? LineFault.KilledAfter(what) : LineFault.KilledBefore(what));
        kill();
        await Never.Task;
    }

    private bool IsLost(Phase what, bool answer)
    {
        if (loss != (what, answer))
            return false;

        loss = null;
        return true;
    }

    private SqliteException Lost(LineConnection connection, string fault)
    {
        connection.Break();
        tally.Add(fault);
        Tell($"lost: {fault}");
        return new SqliteException($"The line to the store is gone ({fault}).", InputOutputError);
    }
}
