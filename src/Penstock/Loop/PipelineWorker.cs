using Microsoft.Extensions.Hosting;

namespace Penstock;

/// <summary>Runs a pipeline for as long as its host runs.</summary>
internal sealed class PipelineWorker(Pipeline pipeline) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => pipeline.RunAsync(stoppingToken);
}
