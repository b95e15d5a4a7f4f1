namespace DurableTeams.FunctionsHost.Workers;

/// <summary>The worker's process ended, or none is there: what it was invoked for came to no end.</summary>
public sealed class WorkerGoneException : Exception
{
    public WorkerGoneException()
    {
    }

    public WorkerGoneException(string message)
        : base(message)
    {
    }

    public WorkerGoneException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
