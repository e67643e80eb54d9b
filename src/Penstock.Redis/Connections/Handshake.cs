using System.Net.Sockets;

namespace Penstock.Redis;

/// <summary>From an address to a connection that is logged in.</summary>
internal sealed class Handshake(RedisUrl url, RedisOptions options, TimeProvider clock)
{
    /// <param name="further">Sent after the log-in, each time.</param>
    /// <param name="isUnasked">See <see cref="RespConnection"/>.</param>
    /// <param name="giveUp">Gives up and leaves nothing behind.</param>
    /// <exception cref="RedisException">It does not answer, or refuses.</exception>
    public async Task<RespConnection> ConnectAsync(
        IReadOnlyList<RedisCommand> further, Func<RedisReply, bool>? isUnasked, CancellationToken giveUp)
    {
        using var limit = new CancellationTokenSource(options.ConnectTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, giveUp);
        try
        {
            var connection = new RespConnection(await OpenAsync(either.Token), options, clock, isUnasked);
            try
            {
                await GreetAsync(connection, [.. Commands(), .. further], either.Token);
                return connection;
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
        }
        catch (Exception error) when (!giveUp.IsCancellationRequested)
        {
            var why = limit.IsCancellationRequested ? $"no answer within {options.ConnectTimeout.TotalSeconds:0.###} s" : error.Message;
            throw new RedisConnectionException($"{url} can't be reached: {why}", error);
        }
    }

    private async Task<Stream> OpenAsync(CancellationToken giveUp)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(url.Host, url.Port, giveUp);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            var plain = new NetworkStream(socket, ownsSocket: true);
            return url.IsTls ? await ServerTls.AuthenticateAsync(plain, url, giveUp) : plain;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private IEnumerable<RedisCommand> Commands()
    {
        if (url.Password is { } password)
            yield return url.User is { } user ? new RedisCommand("AUTH", user, password) : new RedisCommand("AUTH", password);
        yield return new RedisCommand("CLIENT", "SETNAME", options.ClientName);
        if (url.Database != 0)
            yield return new RedisCommand("SELECT", url.Database);
        // A server that reads its data says so only now.
        yield return new RedisCommand("PING");
    }

    private static async Task GreetAsync(RespConnection connection, IReadOnlyList<RedisCommand> commands, CancellationToken giveUp)
    {
        var replies = await connection.CallAsync(commands, TimeSpan.Zero, giveUp);
        for (var i = 0; i < replies.Length; i++)
        {
            // A user who may not name its connection may work all the same.
            if (replies[i].Kind == ReplyKind.Error && commands[i].Name != "CLIENT")
                throw new RedisServerException(commands[i].Name, replies[i].Text!);
        }
    }
}
