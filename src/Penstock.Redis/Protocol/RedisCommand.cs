namespace Penstock.Redis;

/// <summary>A command and its arguments.</summary>
public sealed class RedisCommand
{
    private readonly List<RedisArgument> words;

    public RedisCommand(string name, params ReadOnlySpan<RedisArgument> arguments)
    {
        words = new List<RedisArgument>(arguments.Length + 1) { name };
        words.AddRange(arguments);
    }

    /// <summary>For messages; arguments may hold secrets or what belongs to others.</summary>
    public string Name => words[0].Text!;

    internal IReadOnlyList<RedisArgument> Words => words;

    public RedisCommand Add(RedisArgument argument)
    {
        words.Add(argument);
        return this;
    }

    public RedisCommand Add(IEnumerable<string> arguments)
    {
        foreach (var argument in arguments)
            words.Add(argument);
        return this;
    }

    public override string ToString() => Name;
}
