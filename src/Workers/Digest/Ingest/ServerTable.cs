using Penstock.Relational;

namespace Penstock.Workers.Digest;

/// <summary>The servers that an operator has entered.</summary>
internal sealed class ServerTable(Store store) : IKnownServers
{
    private readonly string find = $"SELECT count(*) FROM {new DigestTables(store.Dialect).Servers} WHERE server_id = @id";

    public async ValueTask<bool> IsKnownAsync(string serverId, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        return await connection.Command(find, ("id", serverId)).ScalarAsync<long>(giveUp) > 0;
    }
}
