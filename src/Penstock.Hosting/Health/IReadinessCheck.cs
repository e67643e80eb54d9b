namespace Penstock.Hosting;

/// <summary>
/// Something the process needs before it can work, such as its database. Asked at most once a second, whatever the number of probes.
/// </summary>
public interface IReadinessCheck
{
    /// <summary>Asks what is missing, if anything.</summary>
    /// <returns>Null when ready; otherwise the reason in a few words, without secrets.</returns>
    /// <param name="cancellationToken">Cancelled after one second: no answer by then is not ready.</param>
    ValueTask<string?> WhyNotReadyAsync(CancellationToken cancellationToken);
}
