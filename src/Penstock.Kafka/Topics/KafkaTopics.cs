using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Penstock.Kafka;

/// <summary>Makes the topics that are missing. What is there is left as it is.</summary>
public sealed class KafkaTopics(KafkaClient kafka)
{
    private const int BrokersDefault = -1;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <returns>The names of those that are new.</returns>
    /// <exception cref="SourceUnavailableException">The cluster does not answer.</exception>
    /// <exception cref="DestinationException">The cluster refuses one of them; the message names it.</exception>
    public async ValueTask<IReadOnlyList<string>> EnsureAsync(IReadOnlyList<TopicSpec> wanted, CancellationToken giveUp)
    {
        try
        {
            var there = await kafka.MetadataAsync(Patience, giveUp);
            var missing = wanted.Where(w => !there.Topics.Exists(t => t.Topic == w.Name && !t.Error.IsError)).ToList();
            if (missing.Count == 0)
                return [];

            await kafka.AdminAsync(async admin =>
            {
                await admin.CreateTopicsAsync(missing.Select(m => SpecificationOf(m, there.Brokers.Count)), new CreateTopicsOptions { OperationTimeout = Patience, RequestTimeout = Patience });
                return missing.Count;
            });
            missing.ForEach(m => Log.TopicMade(kafka.Logger, m.Name, Math.Min(m.Replicas, there.Brokers.Count)));
            return [.. missing.Select(m => m.Name)];
        }
        catch (CreateTopicsException error)
        {
            // Another process may have been faster.
            var refused = error.Results.Find(r => r.Error.IsError && r.Error.Code != ErrorCode.TopicAlreadyExists);
            return refused is null
                ? [.. error.Results.Where(r => !r.Error.IsError).Select(r => r.Topic)]
                : throw new DestinationException($"The topic {refused.Topic} can't be made: {refused.Error.Reason} ({refused.Error.Code}).", error);
        }
        catch (KafkaException error)
        {
            throw new SourceUnavailableException($"{kafka.Display} can't be asked for its topics: {error.Error.Reason} ({error.Error.Code}).", error);
        }
    }

    private static TopicSpecification SpecificationOf(TopicSpec spec, int brokers)
    {
        var replicas = Math.Max(1, Math.Min(spec.Replicas, brokers));
        return new TopicSpecification
        {
            Name = spec.Name,
            NumPartitions = spec.Partitions ?? BrokersDefault,
            ReplicationFactor = (short)replicas,
            Configs = SettingsOf(spec, replicas),
        };
    }

    private static Dictionary<string, string> SettingsOf(TopicSpec spec, int replicas)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["min.insync.replicas"] = $"{Math.Max(1, Math.Min(spec.MinInsyncReplicas, replicas - 1))}",
        };
        if (spec.Retention is { } kept)
            settings["retention.ms"] = kept.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
        return settings;
    }
}
