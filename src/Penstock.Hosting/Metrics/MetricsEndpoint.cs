using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Penstock.Hosting;

internal sealed class MetricsEndpoint(Telemetry telemetry)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapMethods("/metrics", Verbs.Read, AnswerAsync);

    private async Task AnswerAsync(HttpContext context)
    {
        var text = await telemetry.ScrapeAsync(context.RequestAborted);
        context.Response.ContentType = PrometheusText.ContentType;
        await context.Response.WriteAsync(text, context.RequestAborted);
    }
}
