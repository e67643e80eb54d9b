using System.Data.Common;
using Microsoft.Extensions.Logging;

namespace Penstock.Relational;

/// <summary>
/// Makes the pipelines of this process do what operators want: one look at the store for all of them, when somebody calls or
/// the poll is due, and one report when something has changed. While the store is away, all stay as they are.
/// </summary>
internal sealed class ControlAgent : IControl, IAsyncDisposable
{
    private static readonly TimeSpan WhileListening = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan WhileDeaf = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly Store store;
    private readonly Owner owner;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly ControlRows rows;
    private readonly WakeSignal wake = new();
    private readonly CancellationTokenSource ended = new();
    private readonly List<Steered> pipelines = [];
    private readonly IDisposable hints;
    private Task? running;
    private OwnerLease? lease;
    private long members;
    private long lookedAt;
    private volatile bool isCalled;
    private volatile bool isCrowdNew;
    private bool isAway;

    public ControlAgent(Store store, Owner owner, TimeProvider clock, ILogger logger)
    {
        (this.store, this.owner, this.clock, this.logger) = (store, owner, clock, logger);
        rows = new ControlRows(store);
        hints = store.Hints.On(ControlStore.Subject, Call);
        owner.OnBeat(BeatAsync);
    }

    public async ValueTask AdoptAsync(Pipeline pipeline, CancellationToken stopping)
    {
        var steered = new Steered(pipeline, rate => Shared(pipeline.Name, rate), logger);
        var isTold = false;
        while (await TryBeginAsync(steered, stopping) is { } error)
        {
            if (!isTold)
                Log.ControlAwaited(logger, pipeline.Name, store.Display, error.Message);
            isTold = true;
            await Task.Delay(WhileDeaf, clock, stopping);
        }

        lock (pipelines)
        {
            pipelines.Add(steered);
            running ??= Task.Run(RunAsync, CancellationToken.None);
        }

        steered.OnChange(() => Moved(steered));
        Call();
    }

    /// <summary>An orderly end: others need not wait until this replica is found dead.</summary>
    public async ValueTask DisposeAsync()
    {
        hints.Dispose();
        ended.CancelAll();
        if (running is not null)
            await running;
        using var limit = new CancellationTokenSource(LastWords, clock);
        try
        {
            if (lease is not null && !isAway)
                await rows.ForgetAsync(lease, limit.Token);
        }
        catch (Exception error) when (error is DbException or TimeoutException or ObjectDisposedException or OperationCanceledException)
        {
            // The store is away: the owner's lease lapses.
        }
    }

    private async ValueTask<Exception?> TryBeginAsync(Steered steered, CancellationToken stopping)
    {
        try
        {
            await rows.RegisterAsync([steered], stopping);
            Obey(await rows.ReadAsync([steered], stopping), [steered]);
            return null;
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            return error;
        }
    }

    private async Task RunAsync()
    {
        while (!ended.IsCancellationRequested)
        {
            try
            {
                await PassAsync();
                if (isAway)
                    Log.ControlBack(logger, store.Display);
                isAway = false;
            }
            catch (Exception) when (ended.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                if (!isAway)
                    Log.ControlAway(logger, store.Display, error.Message);
                (isAway, isCalled) = (true, true);
            }

            await WaitAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PassAsync()
    {
        var all = All();
        await ReportAsync(all);
        if (!TakeCall() && clock.GetElapsedTime(lookedAt) < PollEvery())
            return;

        await LookAsync(all);
        await ReportAsync(all);
    }

    private async ValueTask LookAsync(List<Steered> all)
    {
        lookedAt = clock.GetTimestamp();
        if (isCrowdNew)
            await rows.PruneAsync(ended.Token);
        isCrowdNew = false;
        var wanted = await rows.ReadAsync(all, ended.Token);
        // Somebody has emptied the table.
        if (wanted.Count < all.Count)
            await rows.RegisterAsync(all, ended.Token);
        Obey(wanted, all);
    }

    private static void Obey(IReadOnlyList<(Desired Desired, int Replicas)> wanted, IReadOnlyList<Steered> all)
    {
        foreach (var (desired, replicas) in wanted)
            all.First(p => p.Name == desired.Pipeline).Obey(desired, replicas);
    }

    private async ValueTask ReportAsync(List<Steered> all)
    {
        var current = await owner.TakeAsync(ended.Token);
        if (current != lease)
            all.ForEach(p => p.Said = null);
        lease = current;
        var changed = all.Select(p => (Steered: p, p.Now)).Where(p => p.Steered.Said != p.Now).ToList();
        if (changed.Count == 0)
            return;

        await rows.ReportAsync(current, [.. changed.Select(c => (c.Steered.Name, c.Now))], ended.Token);
        changed.ForEach(c => c.Steered.Said = c.Now);
    }

    // What is in hand of a pipeline that is pausing is worth a look each second; all else calls.
    private Task WaitAsync()
    {
        var left = PollEvery() - clock.GetElapsedTime(lookedAt);
        var atMost = isAway || (left > WhileDeaf && All().Exists(p => p.IsChanging)) ? WhileDeaf : left;
        return wake.WaitAsync(atMost > TimeSpan.Zero ? atMost : TimeSpan.Zero, clock, ended.Token);
    }

    private TimeSpan PollEvery() => store.Hints.IsListening ? WhileListening : WhileDeaf;

    private SharedRate Shared(string pipeline, double rate) =>
        new(pipeline, rate, (chunk, giveUp) => Permits.TakeAsync(store, pipeline, rate, chunk, giveUp), clock, logger);

    private bool TakeCall()
    {
        var was = isCalled;
        isCalled = false;
        return was;
    }

    private void Call()
    {
        isCalled = true;
        wake.Set();
    }

    private void Moved(Steered steered)
    {
        if (steered.HasMoved())
            wake.Set();
    }

    private ValueTask BeatAsync(Beat beat, CancellationToken giveUp)
    {
        if (Interlocked.Exchange(ref members, beat.Change) == beat.Change)
            return ValueTask.CompletedTask;

        isCrowdNew = true;
        Call();
        return ValueTask.CompletedTask;
    }

    private List<Steered> All()
    {
        lock (pipelines)
            return [.. pipelines];
    }
}
