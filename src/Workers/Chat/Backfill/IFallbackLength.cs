namespace Penstock.Workers.Chat;

/// <summary>How many messages wait for the topics.</summary>
internal interface IFallbackLength
{
    ValueTask<long> ReadAsync(CancellationToken giveUp);
}
