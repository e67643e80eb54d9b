namespace Penstock.Workers.Marker;

/// <summary>How a name becomes the digest that is stored as its hash and whose top bits are its shard. Called from many threads at once.</summary>
public interface IHashStrategy
{
    /// <summary>What the configuration calls it; letter case does not matter.</summary>
    string Name { get; }

    /// <summary>1 to 32: the column <c>des_hash</c> holds 64 hex digits.</summary>
    int DigestBytes { get; }

    /// <summary>Must always give the same digest for the same name, and an empty name has one too.</summary>
    /// <param name="name">Any text.</param>
    /// <param name="digest">Exactly <see cref="DigestBytes"/> long; all of it is written.</param>
    void Hash(ReadOnlySpan<char> name, Span<byte> digest);
}
