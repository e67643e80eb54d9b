using Penstock.Hosting;
using Penstock.Workers.Marker;

namespace Penstock.Cli;

/// <summary>Ready means that the folder, as it was found at the start, is in the catalog and marked.</summary>
internal sealed class FirstScan(CatalogView view) : IReadinessCheck
{
    private volatile bool scanned;
    private volatile bool marked;

    public void Scanned() => scanned = true;

    public async ValueTask<string?> WhyNotReadyAsync(CancellationToken cancellationToken)
    {
        if (!scanned)
            return "the folder is being catalogued";

        marked = marked || !await view.AnyLeftAsync(cancellationToken);
        return marked ? null : "what was catalogued is being marked";
    }
}
