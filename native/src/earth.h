#pragma once

// The Earth's mean radius in metres, R1 of the IUGG.
constexpr double earth_radius = 6371008.8;
