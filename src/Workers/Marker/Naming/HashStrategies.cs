namespace Penstock.Workers.Marker;

/// <summary>The registered hash strategies by name. Letter case does not matter.</summary>
public sealed class HashStrategies
{
    // The column des_hash holds 64 hex digits.
    private const int MaxDigestBytes = 32;

    private readonly SortedDictionary<string, IHashStrategy> _byName = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Refuses what could not be stored or told apart.</summary>
    /// <exception cref="ArgumentException">A name is empty or registered twice, or a digest is not 1 to 32 bytes long.</exception>
    public HashStrategies(IEnumerable<IHashStrategy> strategies)
    {
        ArgumentNullException.ThrowIfNull(strategies);
        foreach (var strategy in strategies)
            Add(strategy);
    }

    /// <summary>In alphabetical order.</summary>
    public IReadOnlyCollection<string> Names => _byName.Keys;

    /// <summary>The strategy that the configuration names.</summary>
    /// <exception cref="ArgumentException">No such strategy; the message lists those there are.</exception>
    public IHashStrategy Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _byName.TryGetValue(name, out var strategy)
            ? strategy
            : throw new ArgumentException($"The hash strategy is '{name}'; known are: {string.Join(", ", Names)}.", nameof(name));
    }

    private void Add(IHashStrategy strategy)
    {
        if (string.IsNullOrWhiteSpace(strategy.Name))
            throw new ArgumentException($"The hash strategy {strategy.GetType().Name} has no name.", nameof(strategy));
        if (strategy.DigestBytes is < 1 or > MaxDigestBytes)
            throw new ArgumentException(
                $"The hash strategy '{strategy.Name}' gives {strategy.DigestBytes} bytes; allowed is 1 to {MaxDigestBytes}.", nameof(strategy));
        if (!_byName.TryAdd(strategy.Name, strategy))
            throw new ArgumentException($"The hash strategy '{strategy.Name}' is registered twice; give one another name.", nameof(strategy));
    }
}
