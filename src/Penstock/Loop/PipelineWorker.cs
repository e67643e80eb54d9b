using Microsoft.Extensions.Hosting;

namespace Penstock;

/// <summary>Runs a pipeline for as long as its host runs.</summary>
internal sealed class PipelineWorker(Pipeline pipeline, IControl? control) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (control is not null)
            await control.AdoptAsync(pipeline, stoppingToken);
        await pipeline.RunAsync(stoppingToken);
    }
}
