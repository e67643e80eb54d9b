using System.Data.Common;
using System.Net;
using System.Net.Sockets;

namespace Penstock;

/// <summary>The one table that says what counts as what. Drivers are asked first, from the outer error to the inner ones.</summary>
internal sealed class FaultTable(IEnumerable<IFaultClassifier> drivers)
{
    private readonly IFaultClassifier[] drivers = [.. drivers];

    public Blame Classify(Exception error)
    {
        for (Exception? e = error; e is not null; e = e.InnerException)
        {
            if (ByDriver(e) is { } blame)
                return blame;
            if (Common(e) is { } common)
                return common;
        }

        return Blame.Message;
    }

    private Blame? ByDriver(Exception error)
    {
        foreach (var driver in drivers)
        {
            if (driver.Classify(error) is { } blame)
                return blame;
        }

        return null;
    }

    private static Blame? Common(Exception error) => error switch
    {
        RejectedException => Blame.Message,
        DestinationException => Blame.Destination,
        SourceUnavailableException or TimeoutException or SocketException or OperationCanceledException => Blame.Dependency,
        HttpRequestException http => OfStatus(http.StatusCode),
        DbException { IsTransient: true } => Blame.Dependency,
        FileNotFoundException or DirectoryNotFoundException or PathTooLongException => Blame.Message,
        IOException => Blame.Dependency,
        _ => null,
    };

    private static Blame OfStatus(HttpStatusCode? status) => status switch
    {
        HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests => Blame.Dependency,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Blame.Destination,
        >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError => Blame.Message,
        _ => Blame.Dependency,
    };
}
