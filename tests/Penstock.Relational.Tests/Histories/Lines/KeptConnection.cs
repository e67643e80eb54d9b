using System.Data.Common;

namespace Penstock.Relational.Tests;

/// <summary>A real connection with the statements it has parsed: half of a history's time would go into parsing them again.</summary>
internal sealed class KeptConnection(DbConnection real) : IDisposable
{
    private readonly Dictionary<string, DbCommand> idle = new(StringComparer.Ordinal);

    public DbConnection Real => real;

    public DbCommand Take(string text)
    {
        if (idle.Remove(text, out var kept))
            return kept;

        var command = real.CreateCommand();
        command.CommandText = text;
        return command;
    }

    public void Keep(DbCommand command)
    {
        command.Parameters.Clear();
        command.Transaction = null;
        if (!idle.TryAdd(command.CommandText, command))
            command.Dispose();
    }

    public void Dispose()
    {
        foreach (var command in idle.Values)
            command.Dispose();
        idle.Clear();
        real.Dispose();
    }
}
