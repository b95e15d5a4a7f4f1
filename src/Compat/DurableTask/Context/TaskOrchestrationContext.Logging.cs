using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask;

/// <summary>Loggers that are silent while the orchestrator replays.</summary>
public abstract partial class TaskOrchestrationContext
{
    // A wrapping context may hand out its inner context's replay-safe factory; more layers than this is a cycle.
    private const int MaxFactoryDepth = 10;

    private ReplaySafeFactory? _replaySafeFactory;

    public virtual ILoggerFactory ReplaySafeLoggerFactory => _replaySafeFactory ??= new ReplaySafeFactory(this);

    protected abstract ILoggerFactory LoggerFactory { get; }

    public virtual ILogger CreateReplaySafeLogger(string categoryName) =>
        new ReplaySafeLogger(this, PlainLoggerFactory().CreateLogger(categoryName));

    public virtual ILogger CreateReplaySafeLogger(Type type) =>
        new ReplaySafeLogger(this, PlainLoggerFactory().CreateLogger(type));

    public virtual ILogger CreateReplaySafeLogger<T>() =>
        new ReplaySafeLogger(this, PlainLoggerFactory().CreateLogger<T>());

    private ILoggerFactory PlainLoggerFactory()
    {
        var factory = LoggerFactory;
        for (var depth = 0; factory is ReplaySafeFactory replaySafe; depth++)
        {
            if (depth == MaxFactoryDepth)
                throw new InvalidOperationException(
                    "LoggerFactory leads back to itself; it must not return the context's own ReplaySafeLoggerFactory.");
            factory = replaySafe.Underlying;
        }

        return factory;
    }

    private sealed class ReplaySafeLogger(TaskOrchestrationContext context, ILogger logger) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!context.IsReplaying) logger.Log(logLevel, eventId, state, exception, formatter);
        }
    }

    private sealed class ReplaySafeFactory(TaskOrchestrationContext context) : ILoggerFactory
    {
        public ILoggerFactory Underlying => context.LoggerFactory;

        public ILogger CreateLogger(string categoryName) => context.CreateReplaySafeLogger(categoryName);

        public void AddProvider(ILoggerProvider provider) =>
            throw new NotSupportedException("Providers are added to the host's logging, not to a replay-safe factory.");

        public void Dispose()
        {
            // The underlying factory belongs to the host.
        }
    }
}
