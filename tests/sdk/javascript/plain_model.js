// A model that takes whatever the server sends.
"use strict";

class PlainModel {
  static constructFromObject(data) {
    return data;
  }

  static validateJSON() {
    return true;
  }
}

module.exports = { __esModule: true, default: PlainModel };
