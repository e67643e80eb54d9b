namespace Penstock.Relational;

/// <summary>Columns of equal length that travel as one parameter set, so that a batch is one statement.</summary>
public sealed class Rows(string alias)
{
    private readonly List<(string Name, Array Values)> columns = [];

    public string Alias => alias;

    public IReadOnlyList<(string Name, Array Values)> Columns => columns;

    public int Count => columns.Count == 0 ? 0 : columns[0].Values.Length;

    public Rows Add(string name, long[] values) => AddColumn(name, values);

    public Rows Add(string name, int[] values) => AddColumn(name, values);

    public Rows Add(string name, int?[] values) => AddColumn(name, values);

    public Rows Add(string name, double[] values) => AddColumn(name, values);

    public Rows Add(string name, long?[] values) => AddColumn(name, values);

    public Rows Add(string name, double?[] values) => AddColumn(name, values);

    /// <summary>Moments, as a <see cref="Dialect.Timestamp"/> column keeps them; UTC.</summary>
    public Rows Add(string name, DateTimeOffset[] values) => AddColumn(name, values);

    public Rows Add(string name, string?[] values) => AddColumn(name, values);

    public Rows Add(string name, byte[][] values) => AddColumn(name, values);

    /// <summary>The same rows with their place, 0 and up, as a further column <c>place</c>.</summary>
    internal Rows Placed()
    {
        var placed = new Rows(alias);
        placed.columns.AddRange(columns);
        return placed.Add("place", [.. Enumerable.Range(0, Count)]);
    }

    private Rows AddColumn(string name, Array values)
    {
        if (columns.Count > 0 && values.Length != Count)
            throw new ArgumentException($"Column {name} has {values.Length} values, the others {Count}.", nameof(values));
        columns.Add((name, values));
        return this;
    }
}
