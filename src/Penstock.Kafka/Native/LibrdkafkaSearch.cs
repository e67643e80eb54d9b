namespace Penstock.Kafka;

/// <summary>Looks for the library: the named file, what came with the program, the system's.</summary>
/// <param name="tryLoad">By a name or a path; 0 where there is none.</param>
/// <param name="versionOf">Null where it is another library.</param>
/// <param name="needed">The oldest that will do.</param>
internal sealed class LibrdkafkaSearch(Func<string, nint> tryLoad, Func<nint, Version?> versionOf, Version needed)
{
    // As the package librdkafka.redist calls them, then as distributions do.
    private static readonly string[] Names = ["librdkafka", "centos8-librdkafka", "alpine-librdkafka", "librdkafka.so.1"];

    /// <exception cref="LibrdkafkaException">It is missing or too old.</exception>
    public LibrdkafkaFile Find(string? named)
    {
        if (!string.IsNullOrWhiteSpace(named))
        {
            return Accepted(named)
                ?? throw new LibrdkafkaException($"{Librdkafka.Variable}={named} is no librdkafka that can be loaded: name the file of librdkafka {needed} or later.");
        }

        foreach (var name in Names)
        {
            if (Accepted(name) is { } found)
                return found;
        }

        throw new LibrdkafkaException($"librdkafka {needed}, the native library under the Kafka client, is missing: {Remedy}.");
    }

    private string Remedy =>
        $"add the package librdkafka.redist {needed} to the program, run eng/librdkafka.sh in a checkout and build again, or name a librdkafka.so.1 of {needed} or later in {Librdkafka.Variable}";

    private LibrdkafkaFile? Accepted(string name)
    {
        var handle = tryLoad(name);
        if (handle == 0 || versionOf(handle) is not { } version)
            return null;
        return version >= needed
            ? new LibrdkafkaFile(handle, version)
            : throw new LibrdkafkaException($"librdkafka {version} ({name}) is too old, the Kafka client needs {needed}: {Remedy}.");
    }
}
