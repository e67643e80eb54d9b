namespace Penstock.Cli;

/// <summary>What was sent.</summary>
/// <param name="Queue">Where to.</param>
/// <param name="Messages">How many there were.</param>
/// <param name="Added">Fewer, where the unique key was there already.</param>
/// <param name="Id">Of a single one that was added.</param>
internal sealed record Sent(string Queue, int Messages, int Added, long? Id)
{
    public string Json() => JsonText.Of(json =>
    {
        json.WriteString("queue", Queue);
        json.WriteNumber("messages", Messages);
        json.WriteNumber("added", Added);
        if (Id is { } id)
            json.WriteString("origin", $"{Queue}/{id}");
    });

    public string Sentence() => this switch
    {
        { Id: { } id } => $"Sent {Queue}/{id}.",
        { Messages: 1, Added: 0 } => $"Not sent: a message with this unique key is in {Queue} already.",
        _ => $"{Added:N0} {(Added == 1 ? "message" : "messages")} sent to {Queue}.",
    };
}
