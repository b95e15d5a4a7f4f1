using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace DurableTeams.EndToEnd.Tests.Harness;

/// <summary>The contract's HTTP API, as a client sees it.</summary>
public sealed class ApiClient : IDisposable
{
    private readonly HttpClient _http;

    public ApiClient(Uri address, string? key)
    {
        _http = new HttpClient { BaseAddress = new Uri(address, "api/"), Timeout = Wait.Deadline };
        if (key is not null) _http.DefaultRequestHeaders.Add("x-functions-key", key);
    }

    /// <summary>For what this class has no words for (streams, odd requests).</summary>
    public HttpClient Http => _http;

    public Task<ApiResponse> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<ApiResponse> PostAsync(string path, object? body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, body is null ? null : JsonSerializer.Serialize(body), headers);

    public async Task<ApiResponse> SendAsync(
        HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.Remove(name);
            if (!request.Headers.Contains(name)) request.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request);
        return new ApiResponse(
            $"{method} {path}",
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.MediaType ?? "",
            response.Headers.Location,
            await response.Content.ReadAsStringAsync()) { RetryAfter = response.Headers.RetryAfter?.Delta };
    }

    public void Dispose() => _http.Dispose();
}
