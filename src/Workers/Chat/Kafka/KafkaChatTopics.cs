using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Kafka;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>
/// Topics on Kafka. A message is durable before its sender goes on, and a process that dies between that and its next commit sends it
/// again, with the same id: the router and the channels take each once.
/// </summary>
/// <param name="kafka">The cluster; the host closes it.</param>
/// <param name="options">How the topics are read.</param>
public sealed class KafkaChatTopics(KafkaClient kafka, ChatKafkaOptions options) : ChatTopics
{
    private readonly KafkaProbe probe = new(kafka);

    public override bool IsOn(Store other) => false;

    public override ISender SenderOf(string topic) => new KafkaSender(kafka, topic);

    public override ValueTask SendAsync(
        string topic, IReadOnlyList<OutgoingMessage> messages, DbTransaction? transaction, CancellationToken giveUp) =>
        new KafkaSender(kafka, topic).SendAsync(messages, giveUp);

    public override IProbe ProbeWith(params IProbe[] others) => new EveryProbe([probe, .. others]);

    public override void AddTo(IServiceCollection services) => services.AddKafka(kafka);

    public override void AddStartsTo(IServiceCollection services)
    {
        services.AddKafkaTopics(ChatTopicSpecs.Of(options.Channels));
        if (options.HealthEvery is { } every)
            services.AddKafkaHealth(every);
    }

    public override PipelineBuilder From(PipelineBuilder pipeline, string topic, string group, bool sharesTransaction = true) => pipeline
        .FromKafka(new KafkaTopicOptions(topic, options.Group ?? group)
        {
            MaxRecords = options.MaxRecords,
            MaxBytes = options.MaxBytes,
            WaitFor = options.WaitFor,
        })
        .Journal(s => s.GetRequiredService<Store>().CreateJournal())
        .DeadLetters(s => s.GetKeyedService<IDeadLetters>(pipeline.Name) ?? s.GetRequiredService<IDeadLetters>())
        .Probe(s => ProbeWith(s.GetRequiredService<Store>()));
}
