namespace Penstock.Kafka;

/// <summary>A topic of dead letters.</summary>
/// <param name="DeadTopic">Its name.</param>
/// <param name="Topic">Where letters go back to that don't say where they came from; null: they can't.</param>
/// <param name="Pipeline">Whose they are, for those that don't say it.</param>
public sealed record DeadTopicOptions(string DeadTopic, string? Topic, string Pipeline);
