using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Penstock.Relational.Tests;

/// <summary>A statement on a <see cref="Line"/>.</summary>
internal sealed class LineCommand(LineConnection connection, DbCommand inner, Line line, Func<string, string>? rewrite) : DbCommand
{
    private LineTransaction? transaction;

    [AllowNull]
    public override string CommandText
    {
        get => inner.CommandText;
        set => inner.CommandText = rewrite is null || value is null ? value : rewrite(value);
    }

    public override int CommandTimeout
    {
        get => inner.CommandTimeout;
        set => inner.CommandTimeout = value;
    }

    public override CommandType CommandType
    {
        get => inner.CommandType;
        set => inner.CommandType = value;
    }

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; }

    protected override DbConnection? DbConnection
    {
        get => connection;
        set => throw new NotSupportedException("A statement stays on its line.");
    }

    protected override DbParameterCollection DbParameterCollection => inner.Parameters;

    protected override DbTransaction? DbTransaction
    {
        get => transaction;
        set => (transaction, inner.Transaction) = ((LineTransaction?)value, ((LineTransaction?)value)?.Inner);
    }

    private Phase Phase => line.PhaseOf(CommandText);

    private bool Writes => !connection.InTransaction && !CommandText.AsSpan().TrimStart().StartsWith("SELECT", StringComparison.OrdinalIgnoreCase);

    public override void Cancel() => inner.Cancel();

    public override void Prepare() => inner.Prepare();

    public override int ExecuteNonQuery() => throw Synchronous();

    public override object? ExecuteScalar() => throw Synchronous();

    public override async Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken)
    {
        await line.SentAsync(connection, Phase, Writes, cancellationToken);
        var changed = inner.ExecuteNonQuery();
        line.Tell($"{changed} rows by {CommandText}");
        await line.AnsweredAsync(connection, Phase);
        return changed;
    }

    public override async Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken)
    {
        await line.SentAsync(connection, Phase, Writes, cancellationToken);
        var value = inner.ExecuteScalar();
        line.Tell($"{value} by {CommandText}");
        await line.AnsweredAsync(connection, Phase);
        return value;
    }

    protected override DbParameter CreateDbParameter() => inner.CreateParameter();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => throw Synchronous();

    protected override async Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken)
    {
        await line.SentAsync(connection, Phase, Writes, cancellationToken);
        return new LineReader(inner.ExecuteReader(behavior), line, connection, Phase, CommandText);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private static NotSupportedException Synchronous() => new("A simulated process waits asynchronously.");
}
