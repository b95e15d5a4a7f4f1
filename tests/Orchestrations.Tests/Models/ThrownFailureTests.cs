using System.Net;
using DurableTeams.Models;

namespace DurableTeams.Orchestrations.Tests.Models;

/// <summary>What clients of other packages throw is sorted by what their exceptions say, whatever their kind.</summary>
public sealed class ThrownFailureTests
{
    [Theory]
    [InlineData(429, true)]
    [InlineData(503, true)]
    [InlineData(400, false)]
    [InlineData(401, false)]
    public void Classify_StatusOfAnotherPackage_SaysWhetherItMayPass(int status, bool transient)
    {
        var failures = new Exception[] { new Numbered(status), new Coded((HttpStatusCode)status) };

        Assert.All(failures.Select(failure => ModelFailures.Classify(failure)), failure => Assert.Equal(
            (status, transient), (failure.StatusCode!.Value, failure.Transient)));
    }

    [Fact]
    public void Classify_WaitOfALimiter_IsTriedAfterTheWait()
    {
        var failure = ModelFailures.Classify(new Limited(TimeSpan.FromSeconds(7)));

        Assert.Equal((true, TimeSpan.FromSeconds(7)), (failure.Transient, failure.RetryAfter));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Classify_BrokenConnectionInside_MayPass(bool broken)
    {
        Exception inner = broken ? new HttpRequestException("connection reset") : new ArithmeticException("what it is nobody knows");

        Assert.Equal(broken, ModelFailures.Classify(new InvalidOperationException("the call failed", inner)).Transient);
    }

    [Fact]
    public void Classify_StatusThatIsNone_IsNotTaken()
    {
        Assert.Null(ModelFailures.Classify(new Numbered(7)).StatusCode);
        Assert.False(ModelFailures.Classify(new Numbered(7)).Transient);
    }

    private sealed class Numbered(int status) : Exception("numbered")
    {
        public int Status => status;
    }

    private sealed class Coded(HttpStatusCode status) : Exception("coded")
    {
        public HttpStatusCode StatusCode => status;
    }

    private sealed class Limited(TimeSpan? wait) : Exception("too many at once")
    {
        public TimeSpan? RetryAfter => wait;
    }
}
