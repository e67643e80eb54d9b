using System.Data.Common;
using System.Text.RegularExpressions;

namespace Penstock.Relational;

/// <summary>The few fragments in which Postgres and SQLite differ; a worker's SQL is written once around them.</summary>
public abstract partial class Dialect
{
    public abstract string Name { get; }

    /// <summary>
    /// Statements run in this process: a further one costs next to nothing, while each row that a change gives back does. Elsewhere
    /// a round trip costs more than any row.
    /// </summary>
    public abstract bool IsLocal { get; }

    /// <summary>The store's clock, as an expression.</summary>
    public abstract string Now { get; }

    /// <summary>The store's clock plus that many seconds (a number's expression or parameter; may be negative).</summary>
    public abstract string NowPlus(string seconds);

    /// <summary>Ends a SELECT that claims rows: locks them and passes over what others have locked.</summary>
    public abstract string SkipLocked(string alias);

    /// <summary>An expression that names the running transaction, for <see cref="Store.FateAsync"/>; NULL where a commit is never in doubt.</summary>
    public abstract string TransactionId { get; }

    /// <summary>An integer key that the store counts up by itself.</summary>
    public abstract string IdentityKey { get; }

    /// <summary>The same of 64 bits.</summary>
    public abstract string BigIdentityKey { get; }

    /// <summary>The type of short names that are compared byte by byte.</summary>
    public abstract string NameText { get; }

    public abstract string Bytes { get; }

    /// <summary>Follows the columns of a table whose rows are changed once and soon deleted: room for that, and early cleaning.</summary>
    public abstract string Busy { get; }

    /// <summary>The column that says where a row lies: the shortest way from a claim to its rows, within one statement.</summary>
    public abstract string Place { get; }

    /// <summary>Ends a SELECT whose rows must stay as they are until the transaction ends.</summary>
    public abstract string Share(string alias);

    /// <summary>Ends a SELECT whose rows nobody else may change until the transaction ends; waits for those who are at it.</summary>
    public abstract string Hold(string alias);

    /// <summary>
    /// Joins each row of what stands before it in FROM with the first rows of a table that match it, in the order of their ids. Both
    /// under <paramref name="alias"/> in <paramref name="where"/>.
    /// </summary>
    public abstract string FirstOfEach(string table, string alias, string where, string limit);

    /// <summary>How long the store's server has been up, in seconds, as an expression.</summary>
    public abstract string SecondsUp { get; }

    /// <summary>
    /// A number, as an expression, that changes with each row that anybody adds to one of the tables, whose keys are
    /// <see cref="BigIdentityKey"/>; NULL where <see cref="Store.Hints"/> hear of others without it.
    /// </summary>
    public abstract string Added(params ReadOnlySpan<string> tables);

    /// <summary>
    /// Begins the columns of a log: which transaction wrote a row, as <c>xid</c>, and its <c>id</c>, counted up by the store, which is no key.
    /// Null where ids become visible in their order, so that nobody asks.
    /// </summary>
    public abstract string? Writer { get; }

    /// <summary>Which transactions have ended as this statement sees it, as an expression of a text; NULL where there is no writer column.</summary>
    public abstract string Snapshot { get; }

    /// <summary>Whether a row of a log was there in a snapshot.</summary>
    /// <param name="row">The log's alias.</param>
    /// <param name="snapshot">A column that holds what <see cref="Snapshot"/> gave.</param>
    public abstract string WasThere(string row, string snapshot);

    /// <summary>
    /// The contrary, as conditions of which each finds its rows by an index on the writer column; no row meets two. None where rows
    /// can't come late.
    /// </summary>
    /// <param name="row">The log's alias.</param>
    /// <param name="snapshot">A column that holds what <see cref="Snapshot"/> gave.</param>
    public abstract IReadOnlyList<string> CameLate(string row, string snapshot);

    public abstract string Timestamp { get; }

    public abstract string Bool { get; }

    public abstract string True { get; }

    public abstract string False { get; }

    /// <summary>The seconds from one timestamp expression to another, as a number.</summary>
    public abstract string SecondsBetween(string from, string to);

    /// <summary>
    /// Ends a condition on a column: it is among what the query gives. The query runs once and comes first, whatever the store
    /// thinks of the sizes of tables; else a claim's LIMIT could be asked for again and again, and hold more each time.
    /// </summary>
    public abstract string Among(string query);

    /// <summary>In FROM: for each row of one table, by its name, the rows of another that meet a condition. In that order always.</summary>
    public abstract string ForEach(string outer, string table, string alias, string condition);

    /// <summary>The rows as a table in FROM, under their alias.</summary>
    public abstract string From(Rows rows);

    /// <summary>Binds the values that <see cref="From"/> reads.</summary>
    public abstract void Bind(DbCommand command, Rows rows);

    /// <summary>Whether a column's value is among <paramref name="values"/>, a column of numbers bound as <see cref="Bind"/> binds rows.</summary>
    public abstract string IsAmong(string column, Rows values);

    /// <summary>A moment as the store keeps it in a <see cref="Timestamp"/> column.</summary>
    public abstract object ToColumn(DateTimeOffset moment);

    /// <summary>Quotes a table's or column's name that came from configuration.</summary>
    /// <exception cref="FormatException">It is not a plain identifier.</exception>
    public static string Quote(string identifier) =>
        Plain().IsMatch(identifier)
            ? $"\"{identifier}\""
            : throw new FormatException($"'{identifier}' is no plain identifier: letters, digits and _ are allowed, no digit first");

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,62}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Plain();
}
