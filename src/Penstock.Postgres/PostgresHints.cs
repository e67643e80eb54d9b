using Npgsql;
using Penstock.Relational;

namespace Penstock.Postgres;

/// <summary>
/// LISTEN/NOTIFY. Notifying takes a lock that all committing notifiers of a server share, so it never happens in the sender's
/// transaction: hints are collected for a moment and go out in a statement of their own.
/// </summary>
internal sealed class PostgresHints(NpgsqlDataSource source, string listenString, TimeProvider clock) : LocalHints, IAsyncDisposable
{
    private const string Channel = "penstock";
    private const char Separator = '\n';
    private const int MostBytes = 7_000;
    private static readonly TimeSpan Collect = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Reconnect = TimeSpan.FromSeconds(1);
    // A short program that changes something ends at once: what it said must still go out.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource ended = new();
    private readonly CancellationTokenSource lastWords = new(Timeout.InfiniteTimeSpan, clock);
    private readonly HashSet<string> pending = new(StringComparer.Ordinal);
    private readonly Lock sync = new();
    private Task? listening;
    private Task sending = Task.CompletedTask;
    private volatile bool isListening;

    public override bool IsListening => isListening;

    public override void Send(string subject)
    {
        base.Send(subject);
        lock (sync)
        {
            if (pending.Add(subject) && pending.Count == 1 && !ended.IsCancellationRequested)
                sending = SendSoonAsync(sending);
        }
    }

    public override IDisposable On(string subject, Action heard)
    {
        lock (sync)
            listening ??= Task.Run(ListenAsync);
        return base.On(subject, heard);
    }

    public async ValueTask DisposeAsync()
    {
        if (ended.IsCancellationRequested)
            return;

        lastWords.CancelAfter(LastWords);
        // A connection that breaks at this moment throws out of its own cancellation.
        await ended.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await sending;
        lastWords.Dispose();
        if (listening is not null)
            await listening;
    }

    private async Task SendSoonAsync(Task before)
    {
        await before;
        try
        {
            await Task.Delay(Collect, clock, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await NotifyAsync();
            await Task.Delay(Between, clock, ended.Token);
        }
        catch (Exception)
        {
            // Ended, or the store is away: those who wait poll.
        }
    }

    private async Task NotifyAsync()
    {
        string payload;
        lock (sync)
        {
            payload = string.Join(Separator, pending);
            pending.Clear();
        }

        await using var connection = await source.OpenConnectionAsync(lastWords.Token);
        await connection.Command($"SELECT pg_notify('{Channel}', @payload)", ("payload", payload.Length > MostBytes ? string.Empty : payload))
            .RunAsync(lastWords.Token);
    }

    private async Task ListenAsync()
    {
        while (!ended.IsCancellationRequested)
        {
            try
            {
                await ListenOnceAsync();
            }
            catch (Exception)
            {
                // The store is away, or the process ends.
            }

            isListening = false;
            await Task.Delay(Reconnect, clock, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ListenOnceAsync()
    {
        await using var connection = new NpgsqlConnection(listenString);
        connection.Notification += (_, told) => Heard(told.Payload);
        await connection.OpenAsync(ended.Token);
        await connection.Command($"LISTEN {Channel}").RunAsync(ended.Token);
        isListening = true;
        Hear(null);
        while (true)
            await connection.WaitAsync(ended.Token);
    }

    private void Heard(string payload)
    {
        if (payload.Length == 0)
            Hear(null);
        foreach (var subject in payload.Split(Separator, StringSplitOptions.RemoveEmptyEntries))
            Hear(subject);
    }
}
