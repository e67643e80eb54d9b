using System.Data.Common;

namespace Penstock.Relational;

/// <summary>
/// How many letters each group has. A change is a row of its own, so that nobody waits for anybody; a sum over few rows tells the
/// count, whatever the letters' number.
/// </summary>
internal sealed class GroupCounts(Dialect dialect)
{
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
        var all = changes.Where(c => c.Value.Parked != 0 || c.Value.Resolved != 0).ToList();
        if (all.Count == 0)
            return;

        var rows = new Rows("c")
            .Add("pipeline", [.. all.Select(c => c.Key.Pipeline)])
            .Add("fingerprint", [.. all.Select(c => c.Key.Fingerprint)])
            .Add("reason_type", [.. all.Select(c => c.Value.Type)])
            .Add("reason_text", [.. all.Select(c => c.Value.Text)])
            .Add("parked", [.. all.Select(c => c.Value.Parked)])
            .Add("resolved", [.. all.Select(c => c.Value.Resolved)]);
        var command = transaction.Command($"""
            INSERT INTO penstock_dead_letter_groups (pipeline, fingerprint, reason_type, reason_text, parked, resolved, first_at, last_at)
            SELECT pipeline, fingerprint, reason_type, reason_text, parked, resolved,
                CASE WHEN parked > 0 THEN {dialect.Now} END, CASE WHEN parked > 0 THEN {dialect.Now} END
            FROM {dialect.From(rows)}
            """);
        dialect.Bind(command, rows);
        await command.RunAsync(giveUp);
    }

    private readonly record struct GroupChange(long Parked, long Resolved, string? Type, string? Text);
}
