using System.Data.Common;

namespace Penstock.Relational;

/// <summary>One statement with named parameters.</summary>
public static class Sql
{
    public static DbCommand Command(this DbConnection connection, string text, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in parameters)
            command.Add(name, value);
        return command;
    }

    public static DbCommand Command(this DbTransaction transaction, string text, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = transaction.Connection!.Command(text, parameters);
        command.Transaction = transaction;
        return command;
    }

    public static void Add(this DbCommand command, string name, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }

    public static async ValueTask<int> RunAsync(this DbCommand command, CancellationToken giveUp)
    {
        await using (command)
            return await command.ExecuteNonQueryAsync(giveUp);
    }

    public static async ValueTask<T?> ScalarAsync<T>(this DbCommand command, CancellationToken giveUp)
    {
        await using (command)
        {
            var value = await command.ExecuteScalarAsync(giveUp);
            return value is null or DBNull ? default : (T)Convert.ChangeType(value, Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T), null);
        }
    }

    public static async ValueTask<List<T>> ListAsync<T>(this DbCommand command, Func<DbDataReader, T> read, CancellationToken giveUp)
    {
        await using (command)
        await using (var reader = await command.ExecuteReaderAsync(giveUp))
        {
            var rows = new List<T>();
            while (await reader.ReadAsync(giveUp))
                rows.Add(read(reader));
            return rows;
        }
    }

    /// <summary>A text column that may be NULL.</summary>
    public static string? Text(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
