using Microsoft.DurableTask;

namespace DurableTeams.Compat.Tests.Behaviour;

public sealed class FailureTests
{
    [Fact]
    public void FromException_InnerExceptions_BecomeInnerFailures()
    {
        var details = TaskFailureDetails.FromException(
            new InvalidOperationException("outer", new ArgumentNullException("middle", new CustomException("inner"))));
        Assert.Equal("System.InvalidOperationException", details.ErrorType);
        Assert.Equal("outer", details.ErrorMessage);
        Assert.Equal("System.InvalidOperationException: outer", details.ToString());
        Assert.Equal("System.ArgumentNullException", details.InnerFailure!.ErrorType);
        Assert.Equal("inner", details.InnerFailure.InnerFailure!.ErrorMessage);
        Assert.Null(details.InnerFailure.InnerFailure.InnerFailure);
    }

    [Fact]
    public void IsCausedBy_TypeOrBaseType_IsTrueForTheFailureItself()
    {
        var details = TaskFailureDetails.FromException(new ArgumentNullException("x", new CustomException("inner")));
        Assert.True(details.IsCausedBy<ArgumentNullException>());
        Assert.True(details.IsCausedBy<ArgumentException>());
        Assert.True(details.IsCausedBy<Exception>());
        Assert.False(details.IsCausedBy<CustomException>());
        Assert.True(details.InnerFailure!.IsCausedBy<CustomException>());
        Assert.False(details.InnerFailure.IsCausedBy<ArgumentException>());
    }

    [Fact]
    public void IsCausedBy_TypeOfAnotherAssembly_IsFoundAmongTheLoaded() =>
        Assert.True(TaskFailureDetails.FromException(new CustomException("x")).IsCausedBy<InvalidOperationException>());

    [Fact]
    public void IsCausedBy_UnknownOrEmptyType_IsFalse()
    {
        Assert.False(new TaskFailureDetails("No.Such.Exception", "m", null, null, null).IsCausedBy<Exception>());
        Assert.False(new TaskFailureDetails("", "m", null, null, null).IsCausedBy<Exception>());
    }

    [Fact]
    public void IsCausedBy_TypeThatIsNoException_Throws()
    {
        var details = TaskFailureDetails.FromException(new TimeoutException());
        Assert.Throws<ArgumentException>(() => details.IsCausedBy(typeof(string)));
    }

    [Fact]
    public void TaskFailedException_FromDetails_TellsTaskAndCause()
    {
        var details = TaskFailureDetails.FromException(new TimeoutException("too late"));
        var failed = new TaskFailedException("charge", 7, details);
        Assert.Equal("Task 'charge' (#7) failed with an unhandled exception: too late", failed.Message);
        Assert.Equal(("charge", 7), (failed.TaskName, failed.TaskId));
        Assert.Same(details, failed.FailureDetails);
    }

    [Fact]
    public void TaskFailedException_FromException_KeepsItInside()
    {
        var cause = new TimeoutException("too late");
        var failed = new TaskFailedException("charge", 7, cause);
        Assert.Same(cause, failed.InnerException);
        Assert.True(failed.FailureDetails.IsCausedBy<TimeoutException>());
    }

    public sealed class CustomException(string message) : InvalidOperationException(message);
}
