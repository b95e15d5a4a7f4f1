using DurableTeams.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Functions.Tests.Http;

/// <summary>
/// The web server's lines hold whole addresses, keys and signatures among them: no setting opens them on any host.
/// </summary>
public sealed class RequestLogsTests
{
    private const string Server = "Microsoft.AspNetCore.Hosting.Diagnostics";

    [Theory]
    [InlineData("LogLevel:Default", "Trace")]
    [InlineData("LogLevel:Microsoft.AspNetCore", "Trace")]
    [InlineData("LogLevel:Microsoft.AspNetCore.Hosting", "Information")]
    [InlineData("LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Information")]
    [InlineData("Kept:LogLevel:Default", "Trace")]
    [InlineData("Kept:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Trace")]
    public void Logger_OfTheServer_SaysNothingBelowWarning(string setting, string level)
    {
        using var services = Host(setting, level);
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(Server);
        Assert.False(logger.IsEnabled(LogLevel.Information));
        Assert.True(logger.IsEnabled(LogLevel.Warning));
    }

    [Fact]
    public void Logger_OfTheServer_IsNotOpenedWhereLessIsWanted()
    {
        using var services = Host("LogLevel:Default", "Error");
        Assert.False(services.GetRequiredService<ILoggerFactory>().CreateLogger(Server).IsEnabled(LogLevel.Warning));
    }

    [Fact]
    public void Logger_OfTheProduct_SaysWhatIsAsked()
    {
        using var services = Host("LogLevel:Default", "Trace");
        Assert.True(services.GetRequiredService<ILoggerFactory>().CreateLogger("DurableTeams.Http").IsEnabled(LogLevel.Trace));
    }

    private static ServiceProvider Host(string setting, string level)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            [setting] = level
        }).Build();
        // As hosts do it, whichever comes first.
        return new ServiceCollection()
            .AddQuietServerLogs()
            .AddLogging(logging => logging.AddConfiguration(configuration).AddProvider(new Kept()))
            .BuildServiceProvider();
    }

    [ProviderAlias("Kept")]
    private sealed class Kept : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
        }

        public void Dispose()
        {
        }
    }
}
