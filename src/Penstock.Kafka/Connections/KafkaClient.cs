using System.Runtime.InteropServices;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Penstock.Kafka;

/// <summary>A cluster as one process uses it: one producer for all its senders, and consumers, each of one source. Nothing connects before its first use.</summary>
public sealed class KafkaClient : IDisposable
{
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    // With it, a broker's own default is just met.
    private const int LetterBytes = 48_588;

    private readonly Lock gate = new();
    private IProducer<byte[]?, byte[]?>? producer;
    private bool disposed;

    /// <param name="options">Where, and how.</param>
    /// <param name="logger">For what the client library reports.</param>
    /// <exception cref="PlatformNotSupportedException">The package librdkafka.redist has no native library that this machine can load.</exception>
    public KafkaClient(KafkaOptions options, ILogger? logger = null)
    {
        LoadLibrary();
        (Options, Logger) = (options, logger ?? NullLogger.Instance);
    }

    public KafkaOptions Options { get; }

    /// <summary>The cluster, for people.</summary>
    public string Display => Options.BootstrapServers;

    internal ILogger Logger { get; set; }

    /// <summary>The most a message may have, key and headers included, before the broker is even asked.</summary>
    internal int MaxMessageBytes { get; private set; } = KafkaOptions.MaxMessageBytes;

    /// <summary>The process's producer: idempotent, acknowledged by all replicas in sync.</summary>
    /// <exception cref="ArgumentException">An option is unknown or out of its range.</exception>
    internal IProducer<byte[]?, byte[]?> Producer
    {
        get
        {
            lock (gate)
            {
                ObjectDisposedException.ThrowIf(disposed, this);
                return producer ??= CreateProducer();
            }
        }
    }

    /// <summary>Asks a broker for the cluster's metadata, for a second at most.</summary>
    public async ValueTask<bool> IsHealthyAsync(CancellationToken giveUp)
    {
        try
        {
            await MetadataAsync(ProbeLimit, giveUp);
            return true;
        }
        catch (KafkaException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        IProducer<byte[]?, byte[]?>? last;
        lock (gate)
            (last, producer, disposed) = (producer, null, true);
        Close(last);
    }

    /// <exception cref="KafkaException">No broker answered in time.</exception>
    internal Task<Metadata> MetadataAsync(TimeSpan limit, CancellationToken giveUp) =>
        Task.Run(() => Admin(admin => admin.GetMetadata(limit)), giveUp);

    internal T Admin<T>(Func<IAdminClient, T> call)
    {
        using var admin = new DependentAdminClientBuilder(Producer.Handle).Build();
        return call(admin);
    }

    internal async Task<T> AdminAsync<T>(Func<IAdminClient, Task<T>> call)
    {
        using var admin = new DependentAdminClientBuilder(Producer.Handle).Build();
        return await call(admin);
    }

    internal IConsumer<byte[]?, byte[]?> OpenConsumer(string group, Action<ConsumerBuilder<byte[]?, byte[]?>> compose)
    {
        var builder = new ConsumerBuilder<byte[]?, byte[]?>(Options.ForConsumer(group)).SetLogHandler((_, message) => Tell(message));
        compose(builder);
        return Checked(builder.Build);
    }

    /// <summary>An idempotent producer that lost its place in a partition can't go on: the next one begins anew.</summary>
    internal void Replace(IProducer<byte[]?, byte[]?> broken)
    {
        lock (gate)
        {
            if (!ReferenceEquals(producer, broken))
                return;
            producer = null;
        }

        // Its own thread called us, and can't end itself.
        _ = Task.Run(() => Close(broken));
    }

    private IProducer<byte[]?, byte[]?> CreateProducer()
    {
        var settings = Options.ForProducer();
        if (settings.TryGetValue("message.max.bytes", out var text) && int.TryParse(text, out var most))
            MaxMessageBytes = most;
        // A dead letter says more than its message did.
        settings["message.max.bytes"] = $"{(long)MaxMessageBytes + LetterBytes}";
        var builder = new ProducerBuilder<byte[]?, byte[]?>(settings)
            .SetLogHandler((_, message) => Tell(message))
            .SetErrorHandler((failed, error) =>
            {
                if (error.IsFatal)
                    Replace(failed);
            });
        return Checked(builder.Build);
    }

    private static T Checked<T>(Func<T> build)
    {
        try
        {
            return build();
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            throw new ArgumentException($"A Kafka option is refused by librdkafka {Library.VersionString}: {error.Message}", error);
        }
    }

    // Else the first use would fail, with a type initializer around it.
    private static void LoadLibrary()
    {
        try
        {
            _ = Library.Version;
        }
        catch (Exception error) when (error is DllNotFoundException or InvalidOperationException)
        {
            throw new PlatformNotSupportedException(
                $"librdkafka, the native library under the Kafka client, can't be loaded on {RuntimeInformation.RuntimeIdentifier} ({error.Message}): it comes with the package librdkafka.redist; for another build of it, call Confluent.Kafka.Library.Load(path) first.", error);
        }
    }

    private static void Close(IProducer<byte[]?, byte[]?>? producer)
    {
        if (producer is null)
            return;
        producer.Flush(LastWords);
        producer.Dispose();
    }

    private void Tell(LogMessage message)
    {
        // One set of options serves producers and consumers: that each leaves out the other's is as it should be.
        if (message.Level <= SyslogLevel.Warning && !(message.Facility == "CONFWARN" && message.Message.Contains("will be ignored", StringComparison.Ordinal)))
            Log.Library(Logger, message.Facility, message.Message);
    }
}
