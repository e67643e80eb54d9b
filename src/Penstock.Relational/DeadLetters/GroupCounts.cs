using System.Data.Common;

namespace Penstock.Relational;

/// <summary>How many letters each group has, kept beside them: a sum over a few rows, whatever the letters' number.</summary>
internal sealed class GroupCounts(Dialect dialect)
{
    private const uint Slots = 16;

    // From a place that differs between processes, and on by one each time.
    private static int turn = Environment.ProcessId * 7;

    private readonly Dictionary<(string Pipeline, string Fingerprint), GroupChange> changes = [];

    public void Add(string pipeline, string fingerprint, int parked, int resolved)
    {
        var change = changes.GetValueOrDefault((pipeline, fingerprint));
        changes[(pipeline, fingerprint)] = change with { Parked = change.Parked + parked, Resolved = change.Resolved + resolved };
    }

    /// <summary>A group that letters came to brings its words along.</summary>
    public void Describe(string pipeline, string fingerprint, string type, string text)
    {
        if (changes.TryGetValue((pipeline, fingerprint), out var change))
            changes[(pipeline, fingerprint)] = change with { Type = type, Text = text };
    }

    public async ValueTask WriteAsync(DbTransaction transaction, CancellationToken giveUp)
    {
        // In one order for all, so that two who meet in a slot wait for each other and not in a circle.
        var all = changes.Where(c => c.Value.Parked != 0 || c.Value.Resolved != 0)
            .OrderBy(c => c.Key.Pipeline, StringComparer.Ordinal).ThenBy(c => c.Key.Fingerprint, StringComparer.Ordinal).ToList();
        if (all.Count == 0)
            return;

        var rows = new Rows("c")
            .Add("place", [.. Enumerable.Range(0, all.Count)])
            .Add("pipeline", [.. all.Select(c => c.Key.Pipeline)])
            .Add("fingerprint", [.. all.Select(c => c.Key.Fingerprint)])
            .Add("reason_type", [.. all.Select(c => c.Value.Type)])
            .Add("reason_text", [.. all.Select(c => c.Value.Text)])
            .Add("parked", [.. all.Select(c => c.Value.Parked)])
            .Add("resolved", [.. all.Select(c => c.Value.Resolved)]);
        var command = transaction.Command(
            $"""
            INSERT INTO penstock_dead_letter_groups (pipeline, fingerprint, slot, reason_type, reason_text, parked, resolved, first_at, last_at)
            SELECT pipeline, fingerprint, @slot, reason_type, reason_text, parked, resolved,
                CASE WHEN parked > 0 THEN {dialect.Now} END, CASE WHEN parked > 0 THEN {dialect.Now} END
            FROM {dialect.From(rows)} WHERE 1 = 1 ORDER BY place
            ON CONFLICT (pipeline, fingerprint, slot) DO UPDATE SET
                reason_type = coalesce(penstock_dead_letter_groups.reason_type, excluded.reason_type),
                reason_text = coalesce(penstock_dead_letter_groups.reason_text, excluded.reason_text),
                parked = penstock_dead_letter_groups.parked + excluded.parked,
                resolved = penstock_dead_letter_groups.resolved + excluded.resolved,
                first_at = coalesce(penstock_dead_letter_groups.first_at, excluded.first_at),
                last_at = coalesce(excluded.last_at, penstock_dead_letter_groups.last_at)
            """, ("slot", (int)((uint)Interlocked.Increment(ref turn) % Slots)));
        dialect.Bind(command, rows);
        await command.RunAsync(giveUp);
    }

    private readonly record struct GroupChange(long Parked, long Resolved, string? Type, string? Text);
}
