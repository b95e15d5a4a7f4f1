using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Compat.Tests.Behaviour;

public sealed class ReplaySafeLoggingTests
{
    private readonly Recorder _recorder = new();

    [Fact]
    public void Log_WhileReplaying_IsSilent()
    {
        var context = new FakeContext(_recorder);
        var loggers = new[]
        {
            context.CreateReplaySafeLogger("named"),
            context.CreateReplaySafeLogger(typeof(string)),
            context.CreateReplaySafeLogger<int>(),
            context.ReplaySafeLoggerFactory.CreateLogger("made"),
        };
        context.Replaying = true;
        foreach (var logger in loggers) logger.LogInformation("again");
        Assert.Empty(_recorder.Lines);

        context.Replaying = false;
        foreach (var logger in loggers) logger.LogInformation("first");
        Assert.Equal(["named: first", "string: first", "int: first", "made: first"], _recorder.Lines);
        Assert.True(loggers[0].IsEnabled(LogLevel.Information));
    }

    [Fact]
    public void CreateReplaySafeLogger_FactoryOfAnInnerContext_FollowsTheOuterOne()
    {
        var inner = new FakeContext(_recorder) { Replaying = true };
        var outer = new FakeContext(inner.ReplaySafeLoggerFactory);
        outer.CreateReplaySafeLogger("wrapped").LogInformation("once");
        Assert.Equal(["wrapped: once"], _recorder.Lines);
    }

    [Fact]
    public void ReplaySafeLoggerFactory_DisposedOrExtended_LeavesTheHostsFactoryAlone()
    {
        var factory = new FakeContext(_recorder).ReplaySafeLoggerFactory;
        factory.Dispose();
        Assert.False(_recorder.Disposed);
        Assert.Throws<NotSupportedException>(() => factory.AddProvider(null!));
    }

    private sealed class Recorder : ILoggerFactory
    {
        public List<string> Lines { get; } = [];

        public bool Disposed { get; private set; }

        public ILogger CreateLogger(string categoryName) => new Line(categoryName, Lines);

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose() => Disposed = true;
    }

    private sealed class Line(string category, List<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Add($"{category}: {formatter(state, exception)}");
    }
}
