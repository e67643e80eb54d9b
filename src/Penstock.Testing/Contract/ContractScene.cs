namespace Penstock.Testing;

/// <summary>A case's view of its fixture: sources that are closed in the end, and expectations that read as sentences.</summary>
internal sealed class ContractScene(ISourceFixture fixture) : IAsyncDisposable
{
    // Most answers come at once; who waits for a lease is not to be asked all the time.
    private static readonly TimeSpan FirstTick = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);

    // Longer than any sensible lease: that is about two minutes.
    private const int MostTicks = 600;

    private const int MostTries = 10;

    private readonly List<ISource> opened = [];

    public ISourceFixture Fixture => fixture;

    public static Reason Why { get; } = new("ContractException", "The contract says so.");

    public async ValueTask<ISource> OpenAsync()
    {
        var source = await fixture.OpenAsync();
        opened.Add(source);
        return source;
    }

    public async ValueTask AddAsync(params IEnumerable<string> ids)
    {
        foreach (var id in ids)
            await fixture.AddAsync(id);
    }

    public IReadOnlyList<string> Ids(IEnumerable<Delivery> deliveries) => [.. deliveries.Select(fixture.IdOf)];

    /// <summary>One receive, to its end: the clock moves on while it waits.</summary>
    public async ValueTask<Batch> ReceiveAsync(ISource source, int max = 100)
    {
        var receiving = source.ReceiveAsync(max, CancellationToken.None).AsTask();
        for (var ticks = 0; !receiving.IsCompleted; ticks++)
        {
            Expect(ticks < MostTicks, "A receive never ended.");
            await fixture.AdvanceAsync(TickAfter(ticks));
        }

        return await receiving;
    }

    /// <summary>The first batch that is not empty.</summary>
    public async ValueTask<Batch> ReceiveSomeAsync(ISource source, int max = 100)
    {
        for (var ticks = 0; ticks < MostTicks; ticks++)
        {
            var batch = await ReceiveAsync(source, max);
            if (batch.Items.Count > 0)
                return batch;

            await batch.DisposeAsync();
            await fixture.AdvanceAsync(TickAfter(ticks));
        }

        throw new ContractViolationException("Nothing came, although something was there to claim.");
    }

    public async ValueTask ExpectNothingAsync(ISource source, string because)
    {
        await using var batch = await ReceiveAsync(source);
        Expect(batch.Items.Count == 0, $"{string.Join(", ", Ids(batch.Items))} came; {because}");
    }

    /// <summary>As the loop does it: a store that can't be reached is asked again.</summary>
    public async ValueTask<IReadOnlyList<Delivery>> SettleAsync(ISource source, Batch batch, params IEnumerable<Verdict> verdicts)
    {
        var list = verdicts.ToList();
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await source.SettleAsync(batch, list, CancellationToken.None);
            }
            catch (SourceUnavailableException error)
            {
                if (tries == MostTries)
                    throw new ContractViolationException($"A settlement did not come through in {tries} tries: {error.Message}", error);
                await fixture.AdvanceAsync(Tick);
            }
        }
    }

    public static IEnumerable<Verdict> All(Batch batch, Settlement settlement) => batch.Items.Select(d => new Verdict(d, settlement));

    public async ValueTask ExpectStateAsync(string[] waiting, string[]? completed = null, string[]? dead = null, string[]? effects = null)
    {
        var state = await fixture.ReadAsync();
        Same(state.Waiting, waiting, "waiting");
        Same(state.Completed, completed ?? [], "completed");
        Same(state.Dead, dead ?? [], "dead letters");
        if (effects is not null)
            Same(state.Effects, effects, "effects");
    }

    public static void Same(IEnumerable<string> seen, IEnumerable<string> expected, string what)
    {
        string Text(IEnumerable<string> ids) => string.Join(", ", ids.Order(StringComparer.Ordinal));
        Expect(Text(seen) == Text(expected), $"Expected as {what}: [{Text(expected)}]; seen: [{Text(seen)}].");
    }

    public static void Expect(bool holds, string otherwise)
    {
        if (!holds)
            throw new ContractViolationException(otherwise);
    }

    private static TimeSpan TickAfter(int ticks) => ticks < 5 ? FirstTick * (1 << ticks) : Tick;

    public async ValueTask DisposeAsync()
    {
        foreach (var source in opened)
            await source.DisposeAsync();
    }
}
