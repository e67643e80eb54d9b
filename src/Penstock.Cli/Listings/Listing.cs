using System.Text.Json;
using Spectre.Console;

namespace Penstock.Cli;

/// <summary>Rows as an aligned table for people, or one JSON object a line for programs.</summary>
/// <param name="json">Writes a row's members.</param>
/// <param name="columns">What people see.</param>
internal sealed class Listing<T>(Action<Utf8JsonWriter, T> json, params IReadOnlyList<Column<T>> columns)
{
    /// <param name="rows">All of them.</param>
    /// <param name="asJson">What <c>--json</c> said.</param>
    /// <param name="none">The sentence where there is no row, for people.</param>
    /// <param name="session">Has the output.</param>
    public void Write(IReadOnlyCollection<T> rows, bool asJson, string none, Session session)
    {
        if (asJson)
        {
            foreach (var row in rows)
                session.Output.WriteLine(JsonText.Of(writer => json(writer, row)));
        }
        else if (rows.Count == 0)
        {
            session.Output.WriteLine(none);
        }
        else
        {
            Screen.Of(session, Screen.WidthOfListing).Write(Table(rows));
        }
    }

    private Table Table(IReadOnlyCollection<T> rows)
    {
        var table = new Table().Border(TableBorder.None);
        foreach (var column in columns)
            table.AddColumn(new TableColumn(new Text(column.Header.ToUpperInvariant(), new Style(Color.Grey))) { NoWrap = true, Alignment = Side(column), Padding = new(0, 0, 2, 0) });
        foreach (var row in rows)
            table.AddRow(columns.Select(column => new Text(Shown.Plain(column.Text(row) ?? "")) { Overflow = Overflow.Ellipsis, Justification = Side(column) }));
        return table;
    }

    private static Justify Side(Column<T> column) => column.IsNumber ? Justify.Right : Justify.Left;
}
