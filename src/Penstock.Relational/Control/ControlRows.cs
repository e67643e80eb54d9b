namespace Penstock.Relational;

/// <summary>The statements of a process about its own pipelines.</summary>
internal sealed class ControlRows(Store store)
{
    private const string Alias = "own";

    private readonly string read =
        $"""
        SELECT {ControlText.DesiredColumns},
            CASE WHEN p.rate IS NULL THEN 0 ELSE (SELECT count(*) FROM penstock_replicas r
                WHERE r.pipeline = p.name AND EXISTS (SELECT 1 FROM penstock_owners o WHERE o.id = r.owner)) END
        FROM penstock_pipelines p WHERE p.name IN (SELECT name FROM {store.Dialect.From(Names([]))})
        """;

    private readonly string register =
        $"INSERT INTO penstock_pipelines (name) SELECT name FROM {store.Dialect.From(Names([]))} WHERE 1 = 1 ON CONFLICT DO NOTHING";

    private readonly string report =
        $"""
        INSERT INTO penstock_replicas (pipeline, owner, place, generation, state, in_hand, updated_at)
        SELECT name, @owner, @place, generation, state, in_hand, {store.Dialect.Now} FROM {store.Dialect.From(Told([]))} WHERE 1 = 1
        ON CONFLICT (pipeline, owner) DO UPDATE SET
            generation = excluded.generation, state = excluded.state, in_hand = excluded.in_hand, updated_at = excluded.updated_at
        """;

    /// <summary>What is wanted, and how many replicas there are where a limit is shared.</summary>
    public async ValueTask<IReadOnlyList<(Desired Desired, int Replicas)>> ReadAsync(IReadOnlyList<Steered> pipelines, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var command = connection.Command(read);
        store.Dialect.Bind(command, Names(pipelines));
        return await command.ListAsync(r => (ControlText.Desired(r), r.GetInt32(7)), giveUp);
    }

    public ValueTask RegisterAsync(IReadOnlyList<Steered> pipelines, CancellationToken giveUp) => RunAsync(register, Names(pipelines), giveUp);

    public ValueTask ReportAsync(OwnerLease lease, IReadOnlyList<(string Pipeline, Observed Observed)> changed, CancellationToken giveUp) =>
        RunAsync(report, Told(changed), giveUp, ("owner", lease.Id), ("place", $"{Environment.MachineName}/{Environment.ProcessId}"));

    /// <summary>Clears away replicas whose process is gone.</summary>
    public ValueTask PruneAsync(CancellationToken giveUp) => RunAsync(
        "DELETE FROM penstock_replicas WHERE NOT EXISTS (SELECT 1 FROM penstock_owners o WHERE o.id = penstock_replicas.owner)", null, giveUp);

    public ValueTask ForgetAsync(OwnerLease lease, CancellationToken giveUp) =>
        RunAsync("DELETE FROM penstock_replicas WHERE owner = @owner", null, giveUp, ("owner", lease.Id));

    private static Rows Names(IReadOnlyList<Steered> pipelines) => new Rows(Alias).Add("name", [.. pipelines.Select(p => p.Name)]);

    private static Rows Told(IReadOnlyList<(string Pipeline, Observed Observed)> changed) => new Rows(Alias)
        .Add("name", [.. changed.Select(c => c.Pipeline)])
        .Add("generation", [.. changed.Select(c => c.Observed.Generation)])
        .Add("state", [.. changed.Select(c => ControlText.Of(c.Observed.State))])
        .Add("in_hand", [.. changed.Select(c => c.Observed.InHand)]);

    private async ValueTask RunAsync(
        string sql, Rows? rows, CancellationToken giveUp, params (string Name, object? Value)[] parameters)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var command = connection.Command(sql, parameters);
        if (rows is not null)
            store.Dialect.Bind(command, rows);
        await command.RunAsync(giveUp);
    }
}
