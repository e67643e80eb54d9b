using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Penstock.Relational.Tests;

/// <summary>A statement on a <see cref="Line"/>.</summary>
internal sealed class LineCommand(LineConnection connection, KeptConnection kept, Line line, Func<string, string>? rewrite) : DbCommand
{
    private LineTransaction? transaction;
    private DbCommand? inner;

    [AllowNull]
    public override string CommandText
    {
        get => Inner.CommandText;
        set => inner = kept.Take(rewrite is null ? value! : rewrite(value!));
    }

    public override int CommandTimeout
    {
        get => Inner.CommandTimeout;
        set => Inner.CommandTimeout = value;
    }

    public override CommandType CommandType
    {
        get => Inner.CommandType;
        set => Inner.CommandType = value;
    }

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; }

    protected override DbConnection? DbConnection
    {
        get => connection;
        set => throw new NotSupportedException("A statement stays on its line.");
    }

    protected override DbParameterCollection DbParameterCollection => Inner.Parameters;

    protected override DbTransaction? DbTransaction
    {
        get => transaction;
        set => (transaction, Inner.Transaction) = ((LineTransaction?)value, ((LineTransaction?)value)?.Inner);
    }

    private DbCommand Inner => inner ?? throw new InvalidOperationException("The statement's text comes first.");

    private Phase Phase => line.PhaseOf(CommandText);

    private bool Writes => !connection.InTransaction && !CommandText.AsSpan().TrimStart().StartsWith("SELECT", StringComparison.OrdinalIgnoreCase);

    public override void Cancel() => Inner.Cancel();

    public override void Prepare() => Inner.Prepare();

    public override int ExecuteNonQuery() => throw Synchronous();

    public override object? ExecuteScalar() => throw Synchronous();

    public override async Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken)
    {
        await line.SentAsync(connection, Phase, Writes, cancellationToken);
        var changed = Inner.ExecuteNonQuery();
        line.Tell(changed, CommandText);
        await line.AnsweredAsync(connection, Phase);
        return changed;
    }

    public override async Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken)
    {
        await line.SentAsync(connection, Phase, Writes, cancellationToken);
        var value = Inner.ExecuteScalar();
        line.Tell(value, CommandText);
        await line.AnsweredAsync(connection, Phase);
        return value;
    }

    protected override DbParameter CreateDbParameter() => Inner.CreateParameter();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => throw Synchronous();

    protected override async Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken)
    {
        await line.SentAsync(connection, Phase, Writes, cancellationToken);
        return new LineReader(Inner.ExecuteReader(behavior), line, connection, Phase, CommandText);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && inner is not null)
            kept.Keep(inner);
        inner = null;
        base.Dispose(disposing);
    }

    private static NotSupportedException Synchronous() => new("A simulated process waits asynchronously.");
}
