using Penstock.Hosting;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>Ready while the database answers and nothing keeps the pipelines waiting. Redis is a comfort: without it the flow goes on.</summary>
internal sealed class ChatReadiness(Store store, IEnumerable<Pipeline> pipelines) : INamedCheck
{
    public string Name => "chat";

    public async ValueTask<string?> WhyNotReadyAsync(CancellationToken cancellationToken)
    {
        if (!await store.IsHealthyAsync(cancellationToken))
            return $"{store.Display} is away";
        return pipelines.FirstOrDefault(p => p is { IsPaused: false, WaitsFor: not null })?.WaitsFor;
    }
}
