using DurableTeams.EndToEnd.Tests.Harness;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace DurableTeams.Dashboard.Tests.Support;

/// <summary>
/// The real host in a process of its own, and a browser. Every page of it must load nothing from elsewhere and say nothing to the
/// console; that is checked when the site is disposed.
/// </summary>
public sealed class Site : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly List<string> _wrong = [];
    private readonly Lock _gate = new();

    private Site(Stage stage, IPlaywright playwright, IBrowser browser) =>
        (Stage, _playwright, _browser) = (stage, playwright, browser);

    /// <summary>The host with its chat server and tool server.</summary>
    public Stage Stage { get; }

    /// <summary>Whether broken connections are no error, since the host was killed.</summary>
    public bool IsDown { get; set; }

    /// <summary>The host on the teams that are written, and the browser.</summary>
    public static async Task<Site> OpenAsync(ITestOutputHelper output, Action<Stage> writeTeams)
    {
        var stage = await Stage.OpenAsync(output, writeTeams);
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium.Path, Args = ["--no-sandbox", "--disable-gpu"],
        });
        return new Site(stage, playwright, browser);
    }

    /// <summary>A page of a browser of its own (its cookies are its own), at an address of the host.</summary>
    /// <param name="path">The address below the host's.</param>
    /// <param name="width">The width in pixels: 390 is a phone, 1440 a desktop.</param>
    /// <param name="dark">Whether the system's colours are dark.</param>
    /// <param name="script">Whether scripts run.</param>
    public async Task<IPage> PageAsync(string path = "/", int width = 1440, bool dark = false, bool script = true)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            JavaScriptEnabled = script,
            BaseURL = Stage.Host.Address.ToString(),
            TimezoneId = "Europe/Berlin",
            Locale = "en-GB",
        });
        context.SetDefaultTimeout((float)Wait.Deadline.TotalMilliseconds);
        var page = await context.NewPageAsync();
        Watch(page);
        await page.GotoAsync(path);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        await Stage.DisposeAsync();
        lock (_gate) Assert.Empty(_wrong);
    }

    private void Watch(IPage page)
    {
        page.Console += (_, message) =>
        {
            // A page that answers 4xx on purpose is told by the browser as an error, too.
            if (message.Type == "error" && !IsDown && !message.Text.Contains("status of 4", StringComparison.Ordinal))
                Note($"console of {page.Url}: {message.Text}");
        };
        page.PageError += (_, error) => Note($"error of {page.Url}: {error}");
        page.Request += (_, request) =>
        {
            var address = new Uri(request.Url);
            if (address.Scheme is "http" or "https" && address.Host != "127.0.0.1") Note($"{page.Url} loads {request.Url}");
        };
    }

    private void Note(string text)
    {
        lock (_gate) _wrong.Add(text);
    }
}
