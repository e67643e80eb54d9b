using System.Text;
using Penstock.Relational;

namespace Penstock.Cli;

/// <summary>Puts what a stream has into a queue.</summary>
internal sealed class Sending(Queues queues, string queue, Session session)
{
    private const int Together = 1_000;

    /// <summary>The whole stream as one message.</summary>
    public async Task<Sent> OneAsync(Message like, Stream input)
    {
        using var whole = new MemoryStream();
        await input.CopyToAsync(whole, session.Stopping);
        var id = await queues.SendAsync(queue, like with { Body = whole.ToArray() }, session.Stopping);
        return new Sent(queue, 1, id is null ? 0 : 1, id);
    }

    /// <summary>A message a line, many in a transaction; what is sent when it is interrupted stays sent.</summary>
    public Task<Sent> LinesAsync(Message like, Stream input) =>
        LongWork.ShowAsync(session, "reading", work => Task.Run(() => LinesAsync(like, input, work)));

    private async Task<Sent> LinesAsync(Message like, Stream input, LongWork work)
    {
        // A character a byte, there and back, so that a line's bytes stay as they are.
        using var reader = new StreamReader(input, Encoding.Latin1, detectEncodingFromByteOrderMarks: false);
        var batch = new List<Message>(Together);
        var added = 0;
        while (await reader.ReadLineAsync(session.Stopping) is { } line)
        {
            if (line.Length > 0)
                batch.Add(like with { Body = Encoding.Latin1.GetBytes(line) });
            if (batch.Count == Together)
                work.At($"{added += await SendAsync(batch):N0} messages sent");
        }

        added += await SendAsync(batch);
        return new Sent(queue, added, added, null);
    }

    private async Task<int> SendAsync(List<Message> batch)
    {
        var added = await queues.SendAsync(queue, batch, session.Stopping);
        batch.Clear();
        return added;
    }
}
