namespace Penstock.Bench;

/// <summary>What the runtime and the workers cost, beside what the same work costs without them.</summary>
public static class Benchmarks
{
    public static IReadOnlyList<string> Names { get; } = ["loop", "marker", QueueBench.Name, QueueBench.Letters, DigestBench.Name, OutboxBench.Name, RouterBench.Name, KafkaBench.Name];

    /// <summary>Runs one benchmark to its end: seconds for <c>loop</c>, some minutes for the others.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="dbUrl">
    /// A PostgreSQL on which a benchmark may create, and drop again, databases of its own; null starts a throw-away server.
    /// <c>loop</c> needs none.
    /// </param>
    /// <param name="quick">One round in place of five.</param>
    /// <param name="progress">Told what runs, a line at a time.</param>
    /// <param name="cancellation">Ends between two rounds; nothing stays behind.</param>
    /// <exception cref="ArgumentException">No benchmark has that name.</exception>
    /// <exception cref="FormatException">The address is none of a PostgreSQL.</exception>
    /// <exception cref="InvalidOperationException">No address was given, and PostgreSQL is not installed.</exception>
    public static Task<IReadOnlyList<BenchRow>> RunAsync(string name, string? dbUrl, bool quick, TextWriter progress, CancellationToken cancellation)
    {
        if (quick)
            Rounds.Count = 1;
        return name switch
        {
            "loop" => new LoopBench(progress, TimeProvider.System, cancellation).RunAsync(),
            "marker" => new MarkerBench(progress, TimeProvider.System, cancellation).RunAsync(dbUrl),
            QueueBench.Name => new QueueBench(progress, TimeProvider.System, cancellation).RunAsync(dbUrl),
            QueueBench.Letters => new QueueBench(progress, TimeProvider.System, cancellation).RunLettersAsync(dbUrl),
            DigestBench.Name => new DigestBench(progress, TimeProvider.System, cancellation).RunAsync(dbUrl),
            OutboxBench.Name => new OutboxBench(progress, TimeProvider.System, cancellation).RunAsync(dbUrl),
            RouterBench.Name => new RouterBench(progress, TimeProvider.System, cancellation).RunAsync(dbUrl),
            KafkaBench.Name => new KafkaBench(progress, TimeProvider.System, cancellation).RunAsync(dbUrl),
            _ => throw new ArgumentException($"The benchmark '{name}' is unknown; allowed are {string.Join(", ", Names)}.", nameof(name)),
        };
    }

    /// <summary>Load on the digest, faults, and at the end the total: what was taken is stored once, or a dead letter.</summary>
    /// <param name="length">How long messages come and things die.</param>
    /// <param name="progress">Told what happens, a line at a time.</param>
    /// <param name="cancellation">Ends it without a result; nothing stays behind.</param>
    /// <returns>The counts, and whether all is as it must be.</returns>
    /// <exception cref="InvalidOperationException">PostgreSQL or Redis is not installed, or a digest ended by itself.</exception>
    public static async Task<(IReadOnlyList<BenchRow> Rows, bool IsSound)> SoakAsync(TimeSpan length, TextWriter progress, CancellationToken cancellation)
    {
        var rows = await new DigestSoak(progress, TimeProvider.System, cancellation).RunAsync(length);
        return (rows, SoakCheck.IsSound(rows));
    }
}
