using System.Data.Common;
using System.Text;

namespace Penstock.Relational;

/// <summary>A filter as SQL that is true for exactly its letters.</summary>
internal sealed class LetterSelection(Dialect dialect, LetterFilter filter)
{
    // Above every character in the byte order of both stores.
    public const string Last = "\U0010FFFF";

    public const string Described = "lower(coalesce(g.reason_type, '') || ': ' || coalesce(g.reason_text, ''))";

    /// <summary>A condition on the letters <c>l</c>.</summary>
    public string Where
    {
        get
        {
            var where = new StringBuilder("l.resolved_at IS NULL");
            if (filter.Pipeline is not null)
                where.Append(" AND l.pipeline = @pipeline");
            if (filter.OlderThan is not null)
                where.Append($" AND l.parked_at <= {dialect.NowPlus("@age")}");
            if (filter.UpTo is not null)
                where.Append(" AND l.id <= @upto");
            if (filter.Match is not null)
                where.Append($" AND (l.origin >= @match AND l.origin < @last OR l.key >= @match AND l.key < @last OR {InGroup})");
            return where.ToString();
        }
    }

    /// <summary>Conditions on the groups <c>g</c>; those of the letters' time are not among them.</summary>
    public string GroupWhere =>
        (filter.Pipeline is null ? "1 = 1" : "g.pipeline = @pipeline")
        + (filter.Match is null ? "" : $" AND (g.fingerprint = @match OR {Described} LIKE @like ESCAPE '!')");

    private string InGroup =>
        $"(l.pipeline, l.fingerprint) IN (SELECT g.pipeline, g.fingerprint FROM penstock_dead_letter_groups g WHERE {GroupWhere})";

    public DbCommand Bind(DbCommand command)
    {
        if (filter.Pipeline is { } pipeline)
            command.Add("pipeline", pipeline);
        if (filter.OlderThan is { } age)
            command.Add("age", -age.TotalSeconds);
        if (filter.UpTo is { } upTo)
            command.Add("upto", upTo);
        if (filter.Match is not { } match)
            return command;

        command.Add("match", match);
        command.Add("last", match + Last);
        command.Add("like", $"%{Escaped(match.ToLowerInvariant())}%");
        return command;
    }

    private static string Escaped(string text) => text
        .Replace("!", "!!", StringComparison.Ordinal)
        .Replace("%", "!%", StringComparison.Ordinal)
        .Replace("_", "!_", StringComparison.Ordinal);
}
