using System.Net.Sockets;
using Penstock.Dev;

namespace Penstock.Redis.Tests;

/// <summary>A subscriber that shares no code with the sender but the parser.</summary>
internal sealed class Ears : IAsyncDisposable
{
    private readonly TcpClient connection;
    private readonly string[] channels;

    public Ears(SharedRedis redis, params string[] channels)
    {
        this.channels = channels;
        connection = new TcpClient("127.0.0.1", redis.Server.Port);
    }

    public async Task ReadyAsync(IRedis client)
    {
        await connection.GetStream().WriteAsync(Bytes.Of($"SUBSCRIBE {string.Join(' ', channels)}\r\n"));
        await Until.TrueAsync("it listens", async () =>
            (await client.CallAsync(new RedisCommand("PUBSUB", "NUMSUB").Add(channels), default)).Items.Sum(i => i.Kind == ReplyKind.Integer ? i.Integer : 0) == channels.Length);
    }

    public async Task<List<(string Channel, string Body)>> HearAsync(int count)
    {
        var input = System.IO.Pipelines.PipeReader.Create(connection.GetStream());
        var parser = new ReplyParser(1 << 20);
        var heard = new List<(string, string)>();
        while (heard.Count < count)
        {
            var read = await input.ReadAsync();
            var buffer = read.Buffer;
            while (parser.TryParse(ref buffer, out var reply))
            {
                if (reply[0].Text == "message")
                    heard.Add((reply[1].Text!, reply[2].Text!));
            }

            input.AdvanceTo(buffer.Start, buffer.End);
        }

        return heard;
    }

    public ValueTask DisposeAsync()
    {
        connection.Dispose();
        return ValueTask.CompletedTask;
    }
}
