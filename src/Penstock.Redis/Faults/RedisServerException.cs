namespace Penstock.Redis;

/// <summary>The server refused.</summary>
public sealed class RedisServerException : RedisException
{
    public RedisServerException(string command, string sentence)
        : base($"{command} was refused: {sentence}") => Code = CodeOf(sentence);

    /// <summary>The first word of the refusal, such as <c>WRONGTYPE</c>.</summary>
    public string Code { get; }

    // A script's own errors carry the code of what it called.
    private static string CodeOf(string sentence)
    {
        var end = sentence.IndexOf(' ', StringComparison.Ordinal);
        return end < 0 ? sentence : sentence[..end];
    }
}
