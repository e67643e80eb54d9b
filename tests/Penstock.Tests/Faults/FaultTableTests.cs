using System.Data.Common;
using System.Net;
using System.Net.Sockets;

namespace Penstock.Tests;

public sealed class FaultTableTests
{
    private readonly FaultTable table = new([]);

    public static TheoryData<Exception, string> Known => new()
    {
        { new InvalidDataException(), nameof(Blame.Message) },
        { new RejectedException("no"), nameof(Blame.Message) },
        { new RejectedException("no", new TimeoutException()), nameof(Blame.Message) },
        { new FileNotFoundException(), nameof(Blame.Message) },
        { new HttpRequestException("", null, HttpStatusCode.BadRequest), nameof(Blame.Message) },
        { new HttpRequestException("", null, HttpStatusCode.UnprocessableEntity), nameof(Blame.Message) },
        { new HttpRequestException("", null, HttpStatusCode.TooManyRequests), nameof(Blame.Dependency) },
        { new HttpRequestException("", null, HttpStatusCode.RequestTimeout), nameof(Blame.Dependency) },
        { new HttpRequestException("", null, HttpStatusCode.ServiceUnavailable), nameof(Blame.Dependency) },
        { new HttpRequestException("no route"), nameof(Blame.Dependency) },
        { new HttpRequestException("", null, HttpStatusCode.Unauthorized), nameof(Blame.Destination) },
        { new HttpRequestException("", null, HttpStatusCode.Forbidden), nameof(Blame.Destination) },
        { new DestinationException("no such table"), nameof(Blame.Destination) },
        { new TimeoutException(), nameof(Blame.Dependency) },
        { new SocketException(), nameof(Blame.Dependency) },
        { new OperationCanceledException(), nameof(Blame.Dependency) },
        { new IOException("disk full"), nameof(Blame.Dependency) },
        { new SourceUnavailableException("away"), nameof(Blame.Dependency) },
        { new TestDbException(transient: true), nameof(Blame.Dependency) },
        { new TestDbException(transient: false), nameof(Blame.Message) },
        { new InvalidOperationException("wrapped", new TimeoutException()), nameof(Blame.Dependency) },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void An_error_tells_what_it_can_of_its_cause(Exception error, string blame) => table.Classify(error).ToString().ShouldBe(blame);

    [Fact]
    public void A_driver_is_asked_before_the_table_and_about_inner_errors_too()
    {
        var asked = new FaultTable([new Driver()]);

        asked.Classify(new TestDbException(transient: false)).ShouldBe(Blame.Destination);
        asked.Classify(new InvalidOperationException("wrapped", new TestDbException(transient: false))).ShouldBe(Blame.Destination);
        asked.Classify(new TimeoutException()).ShouldBe(Blame.Dependency);
    }

    private sealed class Driver : IFaultClassifier
    {
        public Blame? Classify(Exception error) => error is TestDbException ? Blame.Destination : null;
    }

    private sealed class TestDbException(bool transient) : DbException
    {
        public override bool IsTransient => transient;
    }
}
